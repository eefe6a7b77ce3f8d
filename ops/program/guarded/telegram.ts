import { TelegramError, type TelegramPoller } from '../../../actors/ports.ts';
import type { Verdict } from '../../../actors/resilience/breaker-policy.ts';
import type { Guard } from '../../../actors/resilience/guard.ts';
import type { Resilience } from '../../../actors/resilience/resilience.ts';

/**
 * The door of the outboxes: who waits at it keeps its place. A chat that is throttled, a token that is refused and a
 * message that is wrong say nothing against Telegram.
 */
export function telegramDoor(kit: Pick<Resilience, 'guard'>): Guard {
  return kit.guard('telegram', { judge: verdictOn });
}

/** Polls wait at their breaker too: polling is never given up, it only comes less often. */
export function guardedPoller(poller: TelegramPoller, kit: Pick<Resilience, 'guard'>): TelegramPoller {
  const guard = kit.guard('telegram-poll', { judge: verdictOn });
  return {
    async poll(offset, signal) {
      const admission = await guard.turn(signal);
      if (admission === undefined) throw new TelegramError({ kind: 'not_sent', description: 'polling was called off' });
      // What fails because it was called off says nothing of Telegram.
      signal.addEventListener('abort', admission.leave, { once: true });
      try {
        return await admission.run(() => poller.poll(offset, signal));
      } finally {
        signal.removeEventListener('abort', admission.leave);
      }
    },
  };
}

function verdictOn(error: unknown): Verdict {
  if (!(error instanceof TelegramError)) return 'neutral';
  switch (error.failure.kind) {
    case 'not_sent':
    case 'unknown':
      return 'failure';
    case 'throttled':
    case 'auth':
    case 'conflict':
      return 'neutral';
    case 'unreachable':
    case 'migrated':
    case 'rejected':
      return 'success';
  }
}
