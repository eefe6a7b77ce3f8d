import type { Instant } from '../../domain/message.ts';

/** Past times that are counted one by one. */
const countMax = 10_000;

/** The times that have passed: how many, the first and the last two of them. */
export interface Past {
  count: number;
  first?: Instant;
  beforeLast?: Instant;
  last?: Instant;
}

/** The times after one instant up to another, and the one after that. */
export function timesBetween(
  schedule: { next(after: Instant): Instant | undefined },
  after: Instant,
  upTo: Instant,
): { past: Past; next: Instant | undefined } {
  const past: Past = { count: 0 };
  let next = schedule.next(after);
  while (next !== undefined && next <= upTo && past.count < countMax) {
    past.count++;
    past.first ??= next;
    if (past.last !== undefined) past.beforeLast = past.last;
    past.last = next;
    next = schedule.next(next);
  }
  if (past.count < countMax) return { past, next };
  // More than anybody counts: what lies between is passed over.
  return { past: { ...past, beforeLast: past.last!, last: upTo }, next: schedule.next(upTo) };
}
