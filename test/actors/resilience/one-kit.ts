import type { Reading } from '../../../actors/resilience/guard.ts';
import { type DependencyNote, type ResiliencePolicy, resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { testClock } from '../world.ts';
import { usual } from './policies.ts';

/** The whole kit under a clock that only tests move, and all that it tells. */

export const policy: ResiliencePolicy = {
  dependencies: {
    thing: { breaker: usual, deadlineMs: 10_000, pool: 'work' },
    other: { breaker: usual, pool: 'queries' },
    free: {},
  },
  pools: {
    core: { max: 100, waitMs: 5_000, waitingMax: 100 },
    work: { max: 2, waitMs: 1_000, waitingMax: 5 },
    queries: { max: 10, waitMs: 1_000, waitingMax: 10 },
  },
  retry: {
    network: { tries: 3, firstMs: 1_000, maxMs: 10_000 },
    rate_limited: { tries: 5, firstMs: 5_000, maxMs: 60_000 },
    share: 0.2,
    least: 3,
  },
  tellEveryMs: 5_000,
};

export const plain: Reading = { judge: () => 'failure' };
export const retrying: Reading = {
  judge: () => 'failure',
  retryable: error => {
    const { message } = error as Error;
    if (message === 'reset') return { kind: 'network' };
    return message === '429' ? { kind: 'rate_limited', retryAfterMs: 7_000 } : undefined;
  },
};

export function kit(change: Partial<ResiliencePolicy> = {}, number = () => 1) {
  const clock = testClock();
  const told: [string, DependencyNote][] = [];
  const random = { number, uuid: () => 'uuid' };
  const it = resilience(
    { ...policy, ...change },
    { clock, timers: clock, random, tell: (name, note) => told.push([name, note]) },
  );
  return { it, clock, told };
}

export const codeOf = (cause: unknown) => (cause instanceof Refusal ? cause.code : (cause as Error).message);
export const failing =
  (message = 'down') =>
  async () => {
    throw new Error(message);
  };
