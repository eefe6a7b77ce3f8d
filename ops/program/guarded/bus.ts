import { type Bus, BusUnavailable } from '../../../actors/ports.ts';
import type { Resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';

/** Publishing behind a breaker: a slow bus is not waited for again and again, its commands go to their actors at once. */
export function guardedPublish(bus: Bus, kit: Pick<Resilience, 'guard'>): Bus['publish'] {
  const guard = kit.guard('bus', { judge: error => (error instanceof BusUnavailable ? 'failure' : 'neutral') });
  return async (command, messageId) => {
    try {
      await guard.run(() => bus.publish(command, messageId));
    } catch (error) {
      throw error instanceof Refusal ? new BusUnavailable(error.message, { cause: error }) : error;
    }
  };
}
