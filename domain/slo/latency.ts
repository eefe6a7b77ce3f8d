/** How long things took, as counts in buckets: they add up over any span, and percentiles can be read from them. */

/** Upper ends of the buckets, in milliseconds, included; one more bucket holds what took longer. */
export const latencyBounds = [
  5, 10, 25, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 1500, 2000, 3000, 5000, 7500, 10_000, 15_000, 30_000, 60_000,
  300_000,
] as const;

/** Counts by bucket: one more than there are bounds. */
export type Histogram = number[];

export function emptyHistogram(): Histogram {
  return Array.from({ length: latencyBounds.length + 1 }, () => 0);
}

export function bucketOf(ms: number): number {
  const index = latencyBounds.findIndex(bound => ms <= bound);
  return index < 0 ? latencyBounds.length : index;
}

/** Adds what `more` holds to `sum`. */
export function addHistogram(sum: Histogram, more: readonly number[]): void {
  for (const [index, count] of more.entries()) sum[index] = (sum[index] ?? 0) + count;
}

/** How many took at most `ms`, which is one of the bounds. */
export function countWithin(histogram: readonly number[], ms: number): number {
  return histogram.slice(0, bucketOf(ms) + 1).reduce((sum, count) => sum + count, 0);
}

/**
 * The time within which a share (0 to 1) of all ended, by the nearest rank, spread evenly over its bucket; of what
 * took longer than every bound, the last bound. Nothing when nothing was counted.
 */
export function percentile(histogram: readonly number[], share: number): number | undefined {
  const total = histogram.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rank = Math.max(1, Math.ceil(share * total));
  let before = 0;
  for (const [index, count] of histogram.entries()) {
    if (before + count < rank) {
      before += count;
      continue;
    }
    const upper = latencyBounds[index];
    if (upper === undefined) return latencyBounds.at(-1);
    const lower = latencyBounds[index - 1] ?? 0;
    return lower + ((upper - lower) * (rank - before)) / count;
  }
  return undefined;
}
