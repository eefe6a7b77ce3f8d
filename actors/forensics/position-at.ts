import type { Instant } from '../../domain/message.ts';
import type { PastLog } from './ports.ts';

/**
 * The last position before an instant; none when nothing is that old. Halves the log, so that a window of a log of
 * any length is found in about as many reads as its length has binary digits. Positions may have gaps.
 */
export async function positionBefore(log: PastLog, at: Instant): Promise<bigint | undefined> {
  let [low, high] = [-1n, (await log.head()) ?? -1n];
  let found: bigint | undefined;
  // Up to `low` everything is older, after `high` nothing is: the first event after the middle moves one of them.
  while (low < high) {
    const middle = low + (high - low) / 2n;
    const next = await firstAfter(log, middle);
    if (next !== undefined && next.recordedAt < at) [low, found] = [next.position, next.position];
    else high = middle;
  }
  return found;
}

async function firstAfter(log: PastLog, after: bigint) {
  const options = after < 0n ? {} : { after };
  for await (const page of log.readAll({ ...options, limit: 1 })) return page[0];
  return undefined;
}
