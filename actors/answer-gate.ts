import type { CommandSpec } from '../domain/commands/spec.ts';
import { type ModeNow, requireMode } from '../domain/policy/modes.ts';
import type { Clock } from './ports.ts';
import type { Bulkhead } from './resilience/bulkhead.ts';
import { type RateLimiter, rateLimiter } from './resilience/rate-limiter.ts';

/** What holds for every answer that is looked up outside, before it is. */
export interface AnswerGate {
  /**
   * Resolves to the way to leave. `who`: the user and the chat.
   * @throws {Refusal} `service_degraded`, `rate_limited` or `bulkhead_full`.
   */
  enter(spec: CommandSpec, who: string, signal: AbortSignal): Promise<() => void>;
}

/** Users and chats of whom the limits remember something. */
const whoMax = 10_000;

export function answerGate({
  mode,
  heavy,
  allPerSecond,
  core,
  clock,
  blocked,
}: {
  mode(): ModeNow;
  /** Of heavy requests, for each user and chat. */
  heavy: RateLimiter;
  allPerSecond: number;
  core: Bulkhead;
  clock: Clock;
  blocked(limiter: string): void;
}): AnswerGate {
  const everybody = rateLimiter('everybody together', [{ most: allPerSecond, withinMs: 1_000 }], {
    ...{ clock, keysMax: 1 },
    blocked: () => blocked('everybody'),
  });
  return {
    async enter(spec, who, signal) {
      requireMode(spec, mode());
      everybody.take('all');
      if (spec.heavy) heavy.take(who);
      return core.turn(signal);
    },
  };
}

/** Heavy requests of one user in one chat: also for those whose weight shows only in what they ask for. */
export function heavyLimiter(
  perTenMinutes: number,
  { clock, blocked }: { clock: Clock; blocked(limiter: string): void },
): RateLimiter {
  return rateLimiter('heavy requests', [{ most: perTenMinutes, withinMs: 600_000 }], {
    ...{ clock, keysMax: whoMax },
    blocked: () => blocked('heavy requests'),
  });
}
