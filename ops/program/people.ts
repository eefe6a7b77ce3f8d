import type { People } from '../../actors/answers/people-ports.ts';
import type { Log } from '../../actors/ports.ts';
import type { ActorSystem } from '../../actors/system.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Engines } from './engines.ts';

/** People as the answers know them: it is recorded first, then the key goes, then what was folded from its words. */
export function peopleOf(
  { personal, projections, log }: { personal: Engines['personal']; projections: Engines['projections']; log: Log },
  system: () => Pick<ActorSystem, 'tell'>,
): People {
  return {
    held: userId => projections.held(userId),
    async forget({ id, userId, by: actor, correlationId }) {
      const stream: StreamName = `person-${userId}`;
      const chain = { correlationId, causationId: correlationId, actor, traffic: 'real' as const };
      await system().tell({ id, stream, type: 'Forget', data: { userId }, ...chain });
      const known = personal.destroy(userId);
      rebuildViews({ personal, log });
      return known;
    },
  };
}

/** Nobody waits for it; what is cut off is taken up by the next start. */
export function rebuildViews({ personal, log }: { personal: Engines['personal']; log: Log }): void {
  personal
    .rebuild()
    .catch(err => log.warn({ err }, 'views that hold forgotten words are built anew at the next start'));
}
