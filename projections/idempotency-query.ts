import type { idempotencyTable } from './idempotency.projection.ts';
import type { Snapshot } from './ports.ts';

export interface Idempotency {
  key: string;
  /** None: never seen, or so long ago that it is no longer held. */
  firstSeenAt: string | null;
  stream: string | null;
  correlationId: string | null;
  replays: number;
  lastReplayAt: string | null;
  conflicts: number;
}

export interface IdempotencyTotals {
  keys: number;
  replays: number;
  conflicts: number;
}

type SeenTable = ReturnType<typeof idempotencyTable>;

export function idempotencyOf(snapshot: Snapshot, table: SeenTable, key: string): Idempotency {
  const rows = (outcome: string) =>
    snapshot.select('idempotency', table, {
      where: [
        ['key', '=', key],
        ['outcome', '=', outcome],
      ],
      order: 'newest',
      limit: 1,
    });
  const [first, replay] = [rows('first')[0], rows('replay')[0]];
  return {
    key,
    firstSeenAt: first?.at ?? null,
    stream: first?.stream ?? null,
    correlationId: first?.correlationId ?? null,
    replays: counted(snapshot, table, 'key', '=', key, 'replay'),
    lastReplayAt: replay?.at ?? null,
    conflicts: counted(snapshot, table, 'key', '=', key, 'conflict'),
  };
}

export function idempotencyTotals(
  snapshot: Snapshot,
  table: SeenTable,
  { since = '' }: { since?: string },
): IdempotencyTotals {
  const count = (outcome: string) => counted(snapshot, table, 'at', '>=', since, outcome);
  return { keys: count('first'), replays: count('replay'), conflicts: count('conflict') };
}

function counted(
  snapshot: Snapshot,
  table: SeenTable,
  column: 'key' | 'at',
  comparison: '=' | '>=',
  value: string,
  outcome: string,
): number {
  return snapshot.count('idempotency', table, [
    [column, comparison, value],
    ['outcome', '=', outcome],
  ]);
}
