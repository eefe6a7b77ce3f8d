import type { AppendRequest } from './append-request.ts';
import type { AppendOutcome, EventTable } from './event-table.ts';
import { type Failure, failureOf, isDiskFailure } from './store-failure.ts';

export interface GroupedOutcome {
  request: AppendRequest;
  outcome: AppendOutcome | { failure: Failure };
}

/** What may still join a transaction. */
export interface GroupRoom {
  appends: number;
  bytes: number;
}

/** A transaction has at most 256 appends, and 4 MiB; so the largest append has room in an empty one. */
export const groupRoom = (): GroupRoom => ({ appends: 256, bytes: 4 * 1024 * 1024 });

/** Takes from the front of the queue what the transaction has room for, and the room with it. */
export function takeForGroup(queue: AppendRequest[], room: GroupRoom): AppendRequest[] {
  let count = 0;
  while (count < queue.length && room.appends > 0 && queue[count]!.bytes <= room.bytes) {
    room.appends -= 1;
    room.bytes -= queue[count]!.bytes;
    count += 1;
  }
  return queue.splice(0, count);
}

/**
 * Appends in one transaction what `next` gives until it gives nothing: what comes while the first are written joins
 * them. Each append has an outcome of its own, a later one sees the earlier ones, and all are synced once. A failure
 * of the outside fails them all; an append that SQLite refuses for itself fails alone.
 * @throws when the disk failed within the commit: whether it is written is not known, and the thread must end.
 */
export function appendGroup(table: EventTable, next: () => AppendRequest[]): GroupedOutcome[] {
  const group: AppendRequest[] = [];
  const outcomes: AppendOutcome[] = [];
  let committing = false;
  try {
    for (let batch = next(); batch.length > 0; batch = next()) {
      if (group.length === 0) table.begin();
      group.push(...batch);
      for (const request of batch) outcomes.push(table.append(request));
    }
    committing = true;
    table.commit();
    return group.map((request, index) => ({ request, outcome: outcomes[index]! }));
  } catch (error) {
    if (committing && isDiskFailure(error)) throw error;
    table.rollback();
    const failure = failureOf(error);
    if (failure.kind !== 'bug' || group.length === 1) return group.map(request => ({ request, outcome: { failure } }));
    return group.flatMap(request => appendGroup(table, once([request])));
  }
}

function once(batch: AppendRequest[]): () => AppendRequest[] {
  const batches = [batch];
  return () => batches.pop() ?? [];
}
