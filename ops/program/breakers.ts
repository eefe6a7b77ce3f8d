import type { Breakers } from '../../actors/answers/resilience-ports.ts';
import type { EventStore } from '../../actors/ports.ts';
import { recover } from '../../actors/recovery.ts';
import type { Recorder } from '../../actors/resilience/recorder.ts';
import type { Resilience } from '../../actors/resilience/resilience.ts';
import type { ActorSystem } from '../../actors/system.ts';
import { dependencyAggregate } from '../../domain/dependency/decide.ts';
import type { Dependency } from '../../domain/dependency/machine.ts';
import type { StreamName } from '../../domain/ids.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';

/**
 * What a run finds in the log of its breakers: what a person has said holds on, and what an earlier run had open is
 * closed, for this one has not called yet.
 */
export async function takeUpBreakers(
  {
    kit,
    recorder,
    store,
    system,
  }: {
    kit: Pick<Resilience, 'rows'>;
    recorder: Recorder;
    store: Pick<EventStore, 'readStream'>;
    system: Pick<ActorSystem, 'wake'>;
  },
  now: Instant,
): Promise<void> {
  await Promise.all(kit.rows().map(({ name }) => takeUp(`dependency-${name}`)));

  async function takeUp(stream: StreamName): Promise<void> {
    const { state } = await recover(dependencyAggregate, stream, store);
    const { breaker, openedAt, override } = state.context as Dependency;
    if (override !== undefined) await system.wake(stream);
    if (breaker === 'closed') return;
    recorder.note(stream, 'NoteBreakerClosed', { openMs: Math.max(0, msBetween(openedAt ?? now, now)) });
  }
}

/** What people see of the breakers, and how they hold them: by an order to the dependency's stream, so that it is audited. */
export function breakersOf(kit: Pick<Resilience, 'rows' | 'pools'>, system: () => Pick<ActorSystem, 'tell'>): Breakers {
  return {
    rows: kit.rows,
    pools: kit.pools,
    async say({ id, dependency, mode, ttlMs, by: actor, correlationId }) {
      const stream: StreamName = `dependency-${dependency}`;
      const chain = { correlationId, causationId: correlationId, actor, traffic: 'real' as const };
      await system().tell({ id, stream, type: 'OverrideBreaker', data: { mode, ttlMs }, ...chain });
    },
  };
}
