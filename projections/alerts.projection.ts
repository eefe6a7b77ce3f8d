import type { Projection } from './projection.ts';
import { keyed, type RowOf } from './table.ts';

/** Every alert there ever was, by its stream: whether it is raised, since when, and what it was last decided on. */
export const alertsTable = keyed(
  'alerts',
  {
    stream: 'text',
    host: 'text',
    metric: 'text',
    state: 'text',
    value: 'real?',
    severity: 'text?',
    raisedAt: 'text?',
    clearedAt: 'text?',
    raises: 'integer',
    acknowledgedBy: 'text?',
    mutedUntil: 'text?',
    changedAt: 'text',
  },
  { key: ['stream'], indexes: [['state', 'changedAt']] },
);

export type AlertRow = RowOf<typeof alertsTable.columns>;

type Data = Record<string, unknown>;

const changes: Record<string, (data: Data, before: AlertRow) => Partial<AlertRow>> = {
  AlertRaised: ({ host, metric, value, severity, at }, { raises }) => ({
    ...{ host: host as string, metric: metric as string, state: 'firing', value: value as number },
    ...{ severity: severity as string, raisedAt: at as string, raises: raises + 1, acknowledgedBy: null },
  }),
  AlertReminded: ({ value }) => ({ value: value as number }),
  AlertCleared: ({ value, at }) => ({ state: 'clear', value: value as number, clearedAt: at as string }),
  AlertAcknowledged: ({ by }) => ({ acknowledgedBy: (by as { id: string }).id }),
  AlertMuted: ({ host, metric, until }) => ({
    ...{ host: host as string, metric: metric as string, mutedUntil: until as string },
  }),
  AlertUnmuted: () => ({ mutedUntil: null }),
};

const later = { value: null, severity: null, raisedAt: null, clearedAt: null, acknowledgedBy: null, mutedUntil: null };

export const alertsProjection: Projection = {
  name: 'alerts',
  version: 1,
  tables: [alertsTable],
  handles: Object.keys(changes),
  apply(rows, { type, data, stream, recordedAt }) {
    const known = rows.get(alertsTable, stream);
    const before = known ?? {
      stream,
      host: '',
      metric: '',
      state: 'clear',
      raises: 0,
      ...later,
      changedAt: recordedAt,
    };
    rows.put(alertsTable, { ...before, ...changes[type]!(data, before), changedAt: recordedAt });
  },
};
