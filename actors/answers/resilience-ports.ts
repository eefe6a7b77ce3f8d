import type { Agent, Instant } from '../../domain/message.ts';

/** What the answers ask of the kit that calls everything outside. */

export interface BreakerLine {
  name: string;
  /** None where it is switched off. */
  breaker:
    | {
        state: 'closed' | 'open' | 'half-open';
        /** In the window. */
        calls: number;
        failures: number;
        slow: number;
        lastFailureAt?: Instant;
        lastFailure?: string;
        nextRetryAt?: Instant;
        override?: { mode: 'force-open' | 'force-closed'; until: Instant };
      }
    | undefined;
}

export interface Breakers {
  rows(): BreakerLine[];
  pools(): { name: string; active: number; waiting: number; max: number; rejected: number }[];
  /** Records what a person says; resolves to its end, or to none when that changed nothing. @throws {Refusal} */
  say(told: {
    id: string;
    dependency: string;
    mode: 'force-open' | 'force-closed' | 'auto';
    ttlMs: number;
    by: Agent;
    correlationId: string;
  }): Promise<void>;
}
