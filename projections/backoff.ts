/** `baseMs`, doubled with each failure in a row, up to `capMs`. `failures` is at least 1. */
export function backoffMs(failures: number, { baseMs, capMs }: { baseMs: number; capMs: number }): number {
  return Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
}
