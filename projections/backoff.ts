import type { RetryLimits } from './runner-options.ts';

/** How long to rest after so many failures in a row; at least 1. */
export function backoffMs(failures: number, { baseMs, capMs }: RetryLimits): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
}
