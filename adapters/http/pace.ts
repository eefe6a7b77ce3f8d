/** So many a second for each caller, and a few saved up; callers that are long gone are forgotten. */
export interface Pace {
  /** Milliseconds until the next is allowed; 0: now, and it is counted. */
  take(caller: string): number;
}

const callersMax = 1000;

export function pace(perSecond: number, burst: number, { monotonicMs }: { monotonicMs(): number }): Pace {
  const buckets = new Map<string, { left: number; atMs: number }>();
  return {
    take(caller) {
      const nowMs = monotonicMs();
      const { left, atMs } = buckets.get(caller) ?? { left: burst, atMs: nowMs };
      const saved = Math.min(burst, left + ((nowMs - atMs) * perSecond) / 1000);
      buckets.delete(caller); // The map's order is that of use.
      buckets.set(caller, { left: saved >= 1 ? saved - 1 : saved, atMs: nowMs });
      const [longestUnused] = buckets.keys();
      if (buckets.size > callersMax && longestUnused !== undefined) buckets.delete(longestUnused);
      return saved >= 1 ? 0 : Math.ceil(((1 - saved) * 1000) / perSecond);
    },
  };
}
