import type { Instant } from '../../domain/message.ts';
import type { Totals } from './outcome-window.ts';

/** What is set for a breaker, and what it tells of itself. */

/** When a breaker opens, and how it closes again. Rates are shares, 0 to 1. */
export interface BreakerPolicy {
  /** So many failures within the window open it: in a row, or all while there are fewer calls than `minimumCalls`. */
  failureThreshold: number;
  windowMs: number;
  /** From so many calls in the window on, the rates count. */
  minimumCalls: number;
  failureRate: number;
  /** A call that takes longer is slow, however it ends. */
  slowMs: number;
  slowRate: number;
  /** From opening to the first probe. */
  resetMs: number;
  /** Probes in a row that must go well. */
  successesToClose: number;
}

/** What a call says of the dependency. `neutral`: nothing, like a call that was called off. */
export type Verdict = 'success' | 'failure' | 'neutral';

/** The right to one call. It must be settled; only the first word counts. */
export interface Permit {
  settle(verdict: Verdict, cause?: string): void;
  /** False once the breaker has changed since: whoever has not called yet asks again. */
  holds(): boolean;
}

export type OverrideMode = 'force-open' | 'force-closed';

export type BreakerChange = { at: Instant } & (
  | ({ type: 'opened'; reason: OpeningReason; cause: string; retryAt: Instant } & Totals)
  | { type: 'half-opened' }
  | { type: 'closed'; openMs: number }
  | { type: 'override-ended'; until: Instant }
);
export type OpeningReason = 'failures' | 'failure_rate' | 'slow_rate' | 'probe_failed';

export interface BreakerView extends Totals {
  state: 'closed' | 'open' | 'half-open';
  lastFailureAt?: Instant;
  lastFailure?: string;
  /** When the next probe may go; none while calls go through. */
  nextRetryAt?: Instant;
  override?: { mode: OverrideMode; until: Instant };
}
