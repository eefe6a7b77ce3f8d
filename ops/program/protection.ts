import { systemAgent } from '../../actors/actor.ts';
import type { Names } from '../../actors/names.ts';
import { orderOf, type Recorder, recorder } from '../../actors/resilience/recorder.ts';
import { type DependencyNote, type Resilience, resilience } from '../../actors/resilience/resilience.ts';
import type { ActorSystem } from '../../actors/system.ts';
import type { Config } from '../config.ts';
import type { Engines } from './engines.ts';
import { guardedPublish } from './guarded/bus.ts';
import { guardedHost } from './guarded/host.ts';
import { guardedNames } from './guarded/names.ts';
import { guardedQueries } from './guarded/queries.ts';
import { guardedStore } from './guarded/store.ts';
import { guardedPoller, telegramDoor } from './guarded/telegram.ts';
import { policyOf } from './policies.ts';

/** The engines as the program calls them: each behind its guard, with every change of state on its way to the log. */
export interface Protection {
  kit: Resilience;
  recorder: Recorder;
  store: Engines['store'];
  publish: Engines['bus']['publish'];
  poller: Engines['telegram']['poller'];
  door: ReturnType<typeof telegramDoor>;
  host: Engines['host'];
  queries: Engines['projections']['queries'];
  names: Names | undefined;
  stop(): void;
}

/** `changed` is told of everything that the kit tells, at once. */
export function protection(
  config: Config,
  { store, bus, telegram, projections, host, names: side, clock, timers, random, log }: Engines,
  system: () => ActorSystem,
  changed: (dependency: string, note: DependencyNote) => void,
): Protection {
  const records = recorder(
    (stream, order) => {
      const chain = { correlationId: order.id, causationId: order.id, actor: systemAgent(stream) };
      return system().tell({ stream, ...order, ...chain, traffic: 'real' });
    },
    { timers, random, log },
  );
  const kit = resilience(policyOf(config), {
    ...{ clock, timers, random },
    tell(dependency, note) {
      const { type, data } = orderOf(note);
      records.note(`dependency-${dependency}`, type, data);
      log.info({ dependency, ...note }, 'a dependency has changed');
      changed(dependency, note);
    },
  });
  const names = side && guardedNames(side, config.dns, kit, { records, clock, timers, random, log });
  return {
    ...{ kit, names, recorder: records },
    store: guardedStore(store, kit),
    publish: guardedPublish(bus, kit),
    poller: guardedPoller(telegram.poller, kit),
    door: telegramDoor(kit),
    host: guardedHost(host, kit),
    queries: guardedQueries(projections.queries, kit),
    stop() {
      names?.stop();
      kit.stop();
      records.stop();
    },
  };
}
