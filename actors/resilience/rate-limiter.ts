import { Refusal } from '../../domain/refusal.ts';
import type { Clock } from '../ports.ts';

/** At most `most` in any span of `withinMs`. */
export interface RateLimit {
  most: number;
  withinMs: number;
}

/** Exact over sliding windows. What it refuses is not counted, so a flood does not prolong its own window. */
export interface RateLimiter {
  /** Takes one for a key. @throws {Refusal} `rate_limited`, with when the next one fits. */
  take(key: string): void;
}

/** `keysMax`: so many keys are remembered; the one longest unused is forgotten first. */
export function rateLimiter(
  what: string,
  limits: readonly RateLimit[],
  { clock, keysMax, blocked = () => {} }: { clock: Clock; keysMax: number; blocked?: (key: string) => void },
): RateLimiter {
  const keys = new Map<string, Ring[]>();

  return {
    take(key) {
      const rings = keys.get(key) ?? limits.map(newRing);
      keys.delete(key);
      keys.set(key, rings);
      if (keys.size > keysMax) keys.delete(keys.keys().next().value!);
      const nowMs = clock.monotonicMs();
      const waitMs = Math.max(...rings.map(ring => waitOf(ring, nowMs)));
      if (waitMs <= 0) {
        for (const ring of rings) note(ring, nowMs);
        return;
      }
      blocked(key);
      throw refusal(waitMs);
    },
  };

  function refusal(waitMs: number): Refusal {
    const allowed = limits.map(({ most, withinMs }) => `${most} in ${withinMs / 1000} s`).join(' or ');
    return new Refusal('rate_limited', `That is more than ${allowed} for ${what}.`, {
      retryAfterMs: Math.ceil(waitMs),
      hint: `Send it again in ${Math.ceil(waitMs / 1000)} s.`,
    });
  }
}

/** The instants of the latest `most`, in a ring: the next place holds the oldest of them. */
interface Ring extends RateLimit {
  takenMs: number[];
  next: number;
}

const newRing = (limit: RateLimit): Ring => ({ ...limit, takenMs: [], next: 0 });

function waitOf({ takenMs, next, most, withinMs }: Ring, nowMs: number): number {
  return takenMs.length < most ? 0 : takenMs[next]! + withinMs - nowMs;
}

function note(ring: Ring, nowMs: number): void {
  ring.takenMs[ring.next] = nowMs;
  ring.next = (ring.next + 1) % ring.most;
}
