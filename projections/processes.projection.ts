import { keyOf } from '../domain/ids.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Projection } from './projection.ts';
import { keyed, type RowOf } from './table.ts';

/** The runs of the program, newest `runsMax` of them. */

const runsMax = 1000;

export const runsTable = keyed(
  'runs',
  {
    instance: 'text',
    /** From 1. */
    number: 'integer',
    pid: 'integer?',
    host: 'text?',
    build: 'text',
    startedAt: 'text',
    readyAt: 'text?',
    startMs: 'integer?',
    drainingAt: 'text?',
    stoppedAt: 'text?',
    crash: 'text?',
  },
  { key: ['instance'], indexes: [['number']] },
);

const numbers = keyed('numbers', { number: 'integer', instance: 'text' }, { key: ['number'] });
const latest = keyed('latest', { id: 'integer', number: 'integer' }, { key: ['id'] });

export type RunRow = RowOf<typeof runsTable.columns>;

const changes: Record<string, (event: Fact) => Partial<RunRow>> = {
  ProcessReady: ({ data, recordedAt }) => ({ readyAt: recordedAt, startMs: data.startMs as number }),
  ProcessDraining: ({ recordedAt }) => ({ drainingAt: recordedAt }),
  ProcessStopped: ({ recordedAt }) => ({ stoppedAt: recordedAt }),
  CrashRecorded: ({ data }) => ({ crash: `${data.hash}: ${data.message}` }),
};

export const processesProjection: Projection = {
  name: 'processes',
  version: 1,
  tables: [runsTable, numbers, latest],
  handles: ['ProcessStarted', ...Object.keys(changes)],
  apply(rows, event) {
    const { type, data, stream, metadata, recordedAt } = event;
    if (type !== 'ProcessStarted') {
      // A crash is recorded by the run after it.
      const run = rows.get(runsTable, type === 'CrashRecorded' ? (data.instance as string) : keyOf(stream));
      if (run !== undefined) rows.put(runsTable, { ...run, ...changes[type]!(event) });
      return;
    }
    const instance = keyOf(stream);
    const number = (rows.get(latest, 0)?.number ?? 0) + 1;
    const [pid, host] = [data.pid as number, data.host as string];
    const later = { readyAt: null, startMs: null, drainingAt: null, stoppedAt: null, crash: null };
    rows.put(runsTable, { instance, number, pid, host, build: metadata.build, startedAt: recordedAt, ...later });
    rows.put(numbers, { number, instance });
    rows.put(latest, { id: 0, number });
    const old = rows.get(numbers, number - runsMax);
    if (old === undefined) return;
    rows.delete(numbers, old.number);
    if (old.instance !== instance) rows.delete(runsTable, old.instance);
  },
};
