import type { Clock } from '../ports.ts';
import type { BreakerPolicy, OpeningReason } from './breaker-policy.ts';
import { type OutcomeWindow, outcomeWindow } from './outcome-window.ts';

/** When a closed breaker has seen enough. */
export interface OpeningRule extends OutcomeWindow {
  /** Why it should open now; undefined while it should not. */
  reasonToOpen(): OpeningReason | undefined;
}

/**
 * While there are few calls their number decides: `failureThreshold` failures. Among many, so many in a row do, or that
 * many of which the rate agrees: three failures of a hundred thousand calls are no outage.
 */
export function openingRule(policy: BreakerPolicy, clock: Pick<Clock, 'monotonicMs'>): OpeningRule {
  const { windowMs, failureThreshold, failureRate, minimumCalls, slowRate } = policy;
  const lately = outcomeWindow(windowMs, clock);
  let inARow = { failures: 0, sinceMs: 0 };

  return {
    note(outcome) {
      lately.note(outcome);
      const nowMs = clock.monotonicMs();
      if (!outcome.failed) inARow = { failures: 0, sinceMs: nowMs };
      else if (inARow.failures === 0 || nowMs - inARow.sinceMs > windowMs) inARow = { failures: 1, sinceMs: nowMs };
      else inARow.failures += 1;
    },
    totals: lately.totals,
    clear() {
      lately.clear();
      inARow = { failures: 0, sinceMs: 0 };
    },
    reasonToOpen() {
      if (inARow.failures >= failureThreshold) return 'failures';
      const { calls, failures, slow } = lately.totals();
      const enough = failures >= failureThreshold;
      if (calls < minimumCalls) return enough ? 'failures' : undefined;
      if (enough && failures / calls >= failureRate) return 'failure_rate';
      return slow / calls >= slowRate ? 'slow_rate' : undefined;
    },
  };
}
