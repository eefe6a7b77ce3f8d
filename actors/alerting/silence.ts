import type { Look } from '../../domain/alert/evaluate.ts';
import { formatInstant } from '../../domain/units.ts';

/** How long each machine has not been heard of, as looks at the metric `silent`: nobody samples that. */
export interface SilenceWatch {
  heard(host: string, sampleAt: string, nowMs: number): void;
  /** A machine that was heard of before this start; `isSilent` when its alert is raised. */
  expect(host: string, lastAt: string, isSilent: boolean, nowMs: number): void;
  /** Agents cannot reach this program, or can again: what is not heard meanwhile says nothing of the machines. */
  reachable(isReachable: boolean, nowMs: number): void;
  looks(nowMs: number, isSilent: (host: string) => boolean): [host: string, look: Look][];
}

const notableSeconds = 5;

export function silenceWatch(thisHost: string, timeZone: string): SilenceWatch {
  const machines = new Map<string, { heardMs: number; sampleAt: string }>();
  let isReachable = true;
  let reachableSinceMs = Number.NEGATIVE_INFINITY;
  return {
    heard: (host, sampleAt, nowMs) => void machines.set(host, { heardMs: nowMs, sampleAt }),
    expect(host, sampleAt, isSilent, nowMs) {
      // While this program was down nobody could be heard: from now on they have their time.
      if (!machines.has(host)) machines.set(host, { sampleAt, heardMs: isSilent ? Date.parse(sampleAt) : nowMs });
    },
    reachable(now, nowMs) {
      if (now && !isReachable) reachableSinceMs = nowMs;
      isReachable = now;
    },
    looks: (nowMs, isSilent) =>
      [...machines].flatMap(([host, { heardMs, sampleAt }]): [string, Look][] => {
        if (!isReachable && host !== thisHost) return [];
        const sinceMs = host === thisHost || isSilent(host) ? heardMs : Math.max(heardMs, reachableSinceMs);
        const value = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
        // Words are made for those that matter alone.
        const part = value < notableSeconds ? {} : { part: `last sample ${formatInstant(sampleAt, timeZone)}` };
        return [[host, { atMs: nowMs, value, ...part }]];
      }),
  };
}
