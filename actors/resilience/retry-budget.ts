import type { Clock } from '../ports.ts';
import { outcomeWindow } from './outcome-window.ts';

/** How many retries there may be, beside the calls of the last minute. */
export interface RetryBudget {
  /** Counts a first try. */
  called(): void;
  /** Takes one retry, or says that none is left. */
  allow(): boolean;
}

const minuteMs = 60_000;

/**
 * At most `share` of the calls of a minute are retries; `least` retries a minute are always allowed, so that a call
 * that stands alone can be tried again.
 */
export function retryBudget({ share, least }: { share: number; least: number }, clock: Clock): RetryBudget {
  const firsts = outcomeWindow(minuteMs, clock);
  const retries = outcomeWindow(minuteMs, clock);
  return {
    called: () => firsts.note({ failed: false, slow: false }),
    allow() {
      const before = retries.totals().calls;
      const allowed = before < least || before + 1 <= share * firsts.totals().calls;
      if (allowed) retries.note({ failed: false, slow: false });
      return allowed;
    },
  };
}
