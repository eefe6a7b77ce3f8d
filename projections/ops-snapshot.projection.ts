import { keyOf } from '../domain/ids.ts';
import type { Fact } from '../domain/upcast.ts';
import { countEvent, hourCounts, minuteCounts } from './event-counts.ts';
import type { Projection } from './projection.ts';
import { keyed, type RowOf, type Rows } from './table.ts';

/** What is in trouble, and how often what happened. What is open, and the jobs, stand in views of their own. */

export const breakersTable = keyed(
  'breakers',
  {
    name: 'text',
    /** `closed`, `open`, `half-open`. */
    state: 'text',
    reason: 'text?',
    cause: 'text?',
    calls: 'integer',
    failures: 'integer',
    slow: 'integer',
    openedAt: 'text?',
    retryAt: 'text?',
    override: 'text?',
    overrideUntil: 'text?',
  },
  { key: ['name'] },
);
type BreakerRow = RowOf<typeof breakersTable.columns>;

/** What does not answer just now: `polling`, and dependencies by their name. */
export const lostTable = keyed('lost', { name: 'text', cause: 'text', since: 'text' }, { key: ['name'] });

/** Of a pool, when it last turned a call away. */
export const poolsTable = keyed(
  'pools',
  { name: 'text', active: 'integer', waiting: 'integer', max: 'integer', at: 'text' },
  { key: ['name'] },
);

/** Actors that fail too often rest until then. */
export const restingTable = keyed('resting', { stream: 'text', cause: 'text', until: 'text' }, { key: ['stream'] });

/** Faults that were injected and whose end is not recorded. */
export const faultsTable = keyed(
  'faults',
  { faultId: 'text', point: 'text', kind: 'text', by: 'text', injectedAt: 'text', endsAt: 'text' },
  { key: ['faultId'] },
);

/** One row: what the service leaves out, and how autonomous it is. */
export const settingTable = keyed(
  'setting',
  { name: 'text', value: 'text', why: 'text', at: 'text' },
  { key: ['name'] },
);

type Note = (rows: Rows, event: Fact) => void;

const notes: Record<string, Note> = {
  BreakerOpened(rows, { stream, data }) {
    const {
      reason,
      cause,
      calls,
      failures,
      slow,
      retryAt,
      at: openedAt,
    } = data as unknown as BreakerRow & { at: string };
    put(rows, stream, { state: 'open', reason, cause, calls, failures, slow, retryAt, openedAt });
  },
  BreakerHalfOpened: (rows, { stream }) => put(rows, stream, { state: 'half-open' }),
  BreakerClosed: (rows, { stream }) => put(rows, stream, { state: 'closed', retryAt: null }),
  BreakerOverridden(rows, { stream, data }) {
    const forced = data.mode === 'auto' ? null : (data.mode as string);
    put(rows, stream, { override: forced, overrideUntil: (data.until as string | undefined) ?? null });
  },
  DependencyLost(rows, { stream, data }) {
    rows.put(lostTable, { name: keyOf(stream), cause: data.cause as string, since: data.at as string });
  },
  DependencyRestored: (rows, { stream }) => rows.delete(lostTable, keyOf(stream)),
  PollFailed(rows, { data }) {
    const cause = `${data.kind}: ${data.cause}`.slice(0, 300);
    rows.put(lostTable, { name: 'polling', cause, since: data.at as string });
  },
  PollRecovered: rows => rows.delete(lostTable, 'polling'),
  BulkheadRejected(rows, { stream, data, recordedAt }) {
    const [name, count] = [keyOf(stream), data.count as number];
    const [active, waiting, max] = [data.active as number, data.waiting as number, data.max as number];
    rows.put(poolsTable, { name, active, waiting, max, at: data.at as string });
    countEvent(rows, 'rejected', name, recordedAt, count);
    countEvent(rows, 'error', 'bulkhead_full', recordedAt, count);
  },
  ActorParked(rows, { data, recordedAt }) {
    const [stream, cause] = [data.stream as string, data.cause as string];
    rows.put(restingTable, { stream, cause: cause.slice(0, 300), until: data.until as string });
    countEvent(rows, 'error', 'actor_parked', recordedAt);
  },
  ActorRestarted(rows, { data, recordedAt }) {
    rows.delete(restingTable, data.stream as string);
    countEvent(rows, 'restart', 'actor', recordedAt);
  },
  ModeChanged(rows, { data }) {
    rows.put(settingTable, {
      name: 'mode',
      value: data.mode as string,
      why: data.why as string,
      at: data.at as string,
    });
  },
  AutonomyChanged(rows, { data }) {
    rows.put(settingTable, { name: 'autonomy', value: data.mode as string, why: '', at: data.at as string });
  },
  FaultInjected(rows, { data }) {
    const [faultId, point, kind] = [data.faultId as string, data.point as string, data.kind as string];
    const [by, injectedAt, endsAt] = [(data.by as { id: string }).id, data.at as string, data.endsAt as string];
    rows.put(faultsTable, { faultId, point, kind, by, injectedAt, endsAt });
  },
  FaultCleared: (rows, { data }) => rows.delete(faultsTable, data.faultId as string),
  FaultEnded: (rows, { data }) => rows.delete(faultsTable, data.faultId as string),
  CommandAccepted: (rows, { recordedAt }) => countEvent(rows, 'limit', 'allowed', recordedAt),
  CommandRefused(rows, { data, recordedAt }) {
    const code = data.code as string;
    countEvent(rows, 'error', code, recordedAt);
    if (code === 'rate_limited') countEvent(rows, 'limit', 'limited', recordedAt);
    if (code === 'deadline_exceeded') countEvent(rows, 'timeout', 'command', recordedAt);
  },
  RateLimited: (rows, { data, recordedAt }) =>
    countEvent(rows, 'limit', data.limiter as string, recordedAt, data.count as number),
  CommandQuarantined: (rows, { recordedAt }) => countEvent(rows, 'error', 'internal_error', recordedAt),
  TransitionRefused: (rows, { data, recordedAt }) => countEvent(rows, 'error', data.code as string, recordedAt),
  AttemptFailed: (rows, { data, recordedAt }) => workFailed(rows, data.failure as { code: string }, recordedAt),
  JobFailed: (rows, { data, recordedAt }) =>
    countEvent(rows, 'error', (data.failure as { code: string }).code, recordedAt),
  LeaseExpired: (rows, { recordedAt }) => countEvent(rows, 'timeout', 'lease', recordedAt),
  JobExpired: (rows, { recordedAt }) => countEvent(rows, 'timeout', 'work', recordedAt),
  FallbackTaken: (rows, { data, recordedAt }) =>
    countEvent(rows, 'fallback', data.step as string, recordedAt, data.count as number),
  DeliveryAbandoned(rows, { data, recordedAt }) {
    if (data.code === 'superseded') return;
    countEvent(rows, 'abandoned', data.code as string, recordedAt);
    countEvent(rows, 'error', data.code as string, recordedAt);
  },
};

export const opsSnapshotProjection: Projection = {
  name: 'ops-snapshot',
  version: 2,
  tables: [breakersTable, lostTable, poolsTable, restingTable, settingTable, faultsTable, minuteCounts, hourCounts],
  handles: Object.keys(notes),
  apply: (rows, event) => notes[event.type]!(rows, event),
};

function put(rows: Rows, stream: Fact['stream'], change: Partial<BreakerRow>): void {
  const name = keyOf(stream);
  const held = rows.get(breakersTable, name) ?? { ...newBreaker, name };
  rows.put(breakersTable, { ...held, ...change });
}

const newBreaker: Omit<BreakerRow, 'name'> = {
  ...{ state: 'closed', reason: null, cause: null, calls: 0, failures: 0, slow: 0 },
  ...{ openedAt: null, retryAt: null, override: null, overrideUntil: null },
};

function workFailed(rows: Rows, { code }: { code: string }, at: string): void {
  countEvent(rows, 'error', code, at);
  if (/timeout/i.test(code)) countEvent(rows, 'timeout', 'work', at);
}
