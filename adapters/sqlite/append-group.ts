import type { AppendRequest } from './append-request.ts';
import type { AppendOutcome, EventTable } from './event-table.ts';
import { type Failure, failureOf, isDiskFailure } from './store-failure.ts';

export type GroupedOutcome = AppendOutcome | { failure: Failure };

/**
 * Appends a group in one transaction: each with an outcome of its own, a later one seeing the earlier ones, and
 * all that was written synced once. A failure of the outside fails them all; an append that SQLite refuses for
 * itself fails alone.
 * @throws when the disk failed within the commit: whether it is written is not known, and the thread must end.
 */
export function appendGroup(table: EventTable, group: readonly AppendRequest[]): GroupedOutcome[] {
  let committing = false;
  try {
    table.begin();
    const outcomes = group.map(request => table.append(request));
    committing = true;
    table.commit();
    return outcomes;
  } catch (error) {
    if (committing && isDiskFailure(error)) throw error;
    table.rollback();
    const failure = failureOf(error);
    if (failure.kind !== 'bug' || group.length === 1) return group.map(() => ({ failure }));
    return group.flatMap(request => appendGroup(table, [request]));
  }
}

/** How many from the front of the queue share the next transaction: at most 256 appends, or 4 MiB, at least one. */
export function groupLength(queue: readonly AppendRequest[]): number {
  let length = 0;
  let bytes = 0;
  while (length < queue.length && length < groupAppendsMax) {
    bytes += queue[length]!.bytes;
    if (length > 0 && bytes > groupBytesMax) break;
    length += 1;
  }
  return length;
}

const groupAppendsMax = 256;
const groupBytesMax = 4 * 1024 * 1024;
