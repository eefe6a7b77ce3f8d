import type { Random, Timers } from '../ports.ts';
import { pause } from '../waiting.ts';
import type { RetryBudget } from './retry-budget.ts';

export interface RetryPolicy {
  /** The first one counted. */
  tries: number;
  /** Ceiling of the first wait; it doubles with each. */
  firstMs: number;
  maxMs: number;
}

/** Why a call may be tried again: like a lost connection, or because it was told to wait. None: it may not. */
export type Retryable = { kind: 'network' } | { kind: 'rate_limited'; retryAfterMs?: number } | undefined;

/** What is told of each retry before its wait. */
export interface RetryNote {
  /** The try that comes, from 2. */
  attempt: number;
  tries: number;
  delayMs: number;
  cause: string;
}

export interface RetryMeans {
  policies: Record<'network' | 'rate_limited', RetryPolicy>;
  budget: RetryBudget;
  timers: Timers;
  random: Random;
  retryable(error: unknown): Retryable;
  told(note: RetryNote): void;
}

/** No retry comes sooner: a failing call must not become a tight loop. */
const floorMs = 50;

/**
 * Calls again what may be called again, with full jitter, within the budget. The one layer that retries: nothing
 * it calls may retry by itself.
 * @throws what the last try threw.
 */
export async function retrying<Result>(
  call: () => Promise<Result>,
  { policies, budget, timers, random, retryable, told }: RetryMeans,
  signal: AbortSignal,
): Promise<Result> {
  budget.called();
  for (let tried = 1; ; tried++) {
    try {
      return await call();
    } catch (error) {
      const why = signal.aborted ? undefined : retryable(error);
      if (why === undefined) throw error;
      const policy = policies[why.kind];
      if (tried >= policy.tries || !budget.allow()) throw error;
      const delayMs = delayOf(why, tried, policy, random);
      told({ attempt: tried + 1, tries: policy.tries, delayMs, cause: String(error).slice(0, 300) });
      await pause(timers, delayMs, signal);
      if (signal.aborted) throw error;
    }
  }
}

/** What the other side asks for goes first. */
function delayOf(why: NonNullable<Retryable>, tried: number, { firstMs, maxMs }: RetryPolicy, random: Random): number {
  const asked = why.kind === 'rate_limited' ? (why.retryAfterMs ?? 0) : 0;
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(tried - 1, 30));
  return Math.round(Math.max(asked, floorMs, random.number() * ceiling));
}
