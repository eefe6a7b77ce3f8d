import type { StreamName } from '../domain/ids.ts';

/** How often each actor failed lately: restarted while it is bounded, then parked to rest. */
export interface Restarts {
  /** Counts a failure at a moment; true while a restart is still allowed. */
  allow(stream: StreamName, nowMs: number): boolean;
  park(stream: StreamName, untilMs: number): void;
  /** The moment until which it rests; undefined when it does not. */
  parkedUntil(stream: StreamName, nowMs: number): number | undefined;
  parked(nowMs: number): number;
  readonly count: number;
}

/** At most `max` restarts within `withinMs`, counted for each stream. */
export function restarts({ max, withinMs }: { max: number; withinMs: number }): Restarts {
  const failures = new Map<StreamName, number[]>();
  const resting = new Map<StreamName, number>();
  let count = 0;
  return {
    allow(stream, nowMs) {
      const lately = [...(failures.get(stream) ?? []).filter(atMs => nowMs - atMs < withinMs), nowMs];
      failures.set(stream, lately);
      if (lately.length <= max) count++;
      return lately.length <= max;
    },
    park(stream, untilMs) {
      failures.delete(stream);
      resting.set(stream, untilMs);
    },
    parkedUntil(stream, nowMs) {
      const untilMs = resting.get(stream);
      if (untilMs === undefined || untilMs > nowMs) return untilMs;
      resting.delete(stream);
      return undefined;
    },
    parked: nowMs => [...resting.values()].filter(untilMs => untilMs > nowMs).length,
    get count() {
      return count;
    },
  };
}
