import {
  type EventStore,
  EventTooLarge,
  RevisionConflict,
  StoreError,
  StoreSaturated,
  StoreUnavailable,
} from '../../../actors/ports.ts';
import type { Verdict } from '../../../actors/resilience/breaker-policy.ts';
import type { Resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';

/**
 * Appends behind a breaker. What is on its way is never given up here: a breaker that opens refuses only what comes
 * after, as a log that is away.
 */
export function guardedStore(store: EventStore, kit: Pick<Resilience, 'guard'>): EventStore {
  const guard = kit.guard('eventstore', { judge: verdictOn });
  return {
    readStream: (stream, options) => store.readStream(stream, options),
    async append(stream, expected, events) {
      try {
        return await guard.run(() => store.append(stream, expected, events));
      } catch (error) {
        throw error instanceof Refusal ? notAsked(error) : error;
      }
    },
  };
}

/** A log that says where the stream is has answered; one that has too much to do is busy, not away. */
function verdictOn(error: unknown): Verdict {
  if (error instanceof RevisionConflict || error instanceof EventTooLarge) return 'success';
  if (error instanceof StoreSaturated) return 'neutral';
  return error instanceof StoreError ? 'failure' : 'neutral';
}

function notAsked(cause: Refusal): StoreUnavailable {
  return new StoreUnavailable(cause.message, { hint: 'It is tried again by itself; /breakers shows when.', cause });
}
