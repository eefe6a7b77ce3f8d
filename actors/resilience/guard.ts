import type { Timers } from '../ports.ts';
import type { Breaker } from './breaker.ts';
import type { BreakerView, Permit, Verdict } from './breaker-policy.ts';
import type { Bulkhead } from './bulkhead.ts';
import { withDeadline } from './deadline.ts';
import { type Retryable, type RetryMeans, retrying } from './retry.ts';

/** How the errors of one dependency are read. */
export interface Reading {
  /** What an error says of the dependency. */
  judge(error: unknown): Verdict;
  /** Whether the call may be made again. Left out: never, because somebody above does that. */
  retryable?(error: unknown): Retryable;
}

/** One outside thing, and the one way to call it. */
export interface Guard {
  /**
   * Makes a call with everything that is set for its dependency: retries around breaker, bulkhead and deadline.
   * @throws {Refusal} `circuit_open`, `bulkhead_full` or `deadline_exceeded`; what the call throws.
   */
  run<Result>(call: (signal: AbortSignal) => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /**
   * Waits until the breaker lets one call through: for callers who must keep their order and lose nothing.
   * Undefined when the signal fires first.
   */
  turn(signal: AbortSignal): Promise<Admission | undefined>;
  /** Waits for a sign that calls go well: for callers with one try left. At most for the reset time. */
  proven(signal: AbortSignal): Promise<void>;
  view(): BreakerView | undefined;
}

/** The right to one call. It must be used or left. */
export interface Admission {
  /** @throws what the call throws. */
  run<Result>(call: () => Promise<Result>): Promise<Result>;
  /** False once the breaker has changed since it was given: then leave it and ask again. */
  holds(): boolean;
  leave(): void;
}

export interface GuardParts {
  /** None where it is switched off. */
  breaker: Breaker | undefined;
  bulkhead: Bulkhead | undefined;
  deadlineMs: number | undefined;
  retry: Omit<RetryMeans, 'retryable'>;
  timers: Timers;
}

const never = new AbortController().signal;
const freePermit: Permit = { settle: () => {}, holds: () => true };

export function guard(name: string, { judge, retryable }: Reading, parts: GuardParts): Guard {
  const { breaker, bulkhead, deadlineMs, retry, timers } = parts;

  return {
    run(call, signal = never) {
      const once = () => attempt(call, signal);
      return retryable === undefined ? once() : retrying(once, { ...retry, retryable }, signal);
    },
    async turn(signal) {
      if (breaker === undefined) return signal.aborted ? undefined : admission(freePermit);
      const permit = await breaker.turn(signal);
      return permit === undefined ? undefined : admission(permit);
    },
    proven: async signal => breaker?.proven(signal),
    view: () => breaker?.view(),
  };

  /** An open breaker refuses before anybody queues, and again after the queue: it may have opened meanwhile. */
  async function attempt<Result>(call: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result> {
    breaker?.check();
    const leave = await bulkhead?.turn(signal);
    try {
      const permit = breaker?.enter() ?? freePermit;
      return await judged(permit, () =>
        deadlineMs === undefined ? call(signal) : withDeadline(name, deadlineMs, call, { timers, signal }),
      );
    } finally {
      leave?.();
    }
  }

  function admission(permit: Permit): Admission {
    return { run: call => judged(permit, call), holds: permit.holds, leave: () => permit.settle('neutral') };
  }

  async function judged<Result>(permit: Permit, call: () => Promise<Result>): Promise<Result> {
    try {
      const result = await call();
      permit.settle('success');
      return result;
    } catch (error) {
      permit.settle(judge(error), error instanceof Error ? error.message : String(error));
      throw error;
    }
  }
}
