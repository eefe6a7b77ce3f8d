import { type FaultPoints, faultPoints } from '../../../actors/faults/fault-points.ts';
import type { EventStore } from '../../../actors/ports.ts';
import { recover } from '../../../actors/recovery.ts';
import type { ActorSystem } from '../../../actors/system.ts';
import { faultAggregate } from '../../../domain/fault/decide.ts';
import { type Faults, faultStream } from '../../../domain/fault/machine.ts';
import { plusMs } from '../../../domain/instants.ts';
import type { Queries } from '../../../projections/queries.ts';
import type { Config } from '../../config.ts';
import type { Engines } from '../engines.ts';
import { faultsAllowed } from './allowed.ts';
import { type FaultDoor, faultDoor } from './fault-door.ts';
import { faultyBus } from './faulty-bus.ts';
import { faultyNames } from './faulty-names.ts';
import { faultyHost, faultyPerformers, faultyQueries } from './faulty-readings.ts';
import { faultyStore } from './faulty-store.ts';
import { faultyTelegram } from './faulty-telegram.ts';
import { throughPoints } from './through.ts';

/** Faults and the engines that they are joined to. */
export interface FaultyProgram {
  points: FaultPoints;
  /** With a fault point at each port; the very same engines where no fault can be injected. */
  engines: Engines;
  /** What an earlier run left in force goes on until its end, or ends now. */
  takeUp(store: Pick<EventStore, 'readStream'>, system: Pick<ActorSystem, 'wake'>): Promise<void>;
  door(queries: Pick<Queries, 'slo'>, system: () => Pick<ActorSystem, 'tell'>): FaultDoor;
}

export function withFaults(config: Config, engines: Engines): FaultyProgram {
  const enabled = faultsAllowed(config);
  const { clock, timers, random, log } = engines;
  const die = engines.die ?? (why => log.error({ why }, 'there is no process to end here'));
  const points = faultPoints({ enabled, clock, timers, die });
  const ways = {
    takeUp,
    door: (queries: Pick<Queries, 'slo'>, system: () => Pick<ActorSystem, 'tell'>) =>
      faultDoor(config, { points, queries, system, random }),
  };
  if (!enabled) return { points, engines, ...ways };
  const through = throughPoints(points, timers);
  const { telegram, eventStore, bus } = config;
  const timeouts = { callTimeoutMs: telegram.callTimeoutMs, pollTimeoutMs: telegram.clientTimeoutSeconds * 1000 };
  const { performers, names } = engines;
  return {
    ...ways,
    points,
    engines: {
      ...engines,
      store: faultyStore(engines.store, through, eventStore.appendDeadlineMs),
      bus: faultyBus(engines.bus, through, bus.publishTimeoutMs),
      telegram: faultyTelegram(engines.telegram, through, timeouts),
      projections: { ...engines.projections, queries: faultyQueries(engines.projections.queries, through) },
      host: faultyHost(engines.host, through),
      ...(names === undefined ? {} : { names: faultyNames(names, through, config.dependencies.dns.deadlineMs) }),
      ...(performers === undefined ? {} : { performers: faultyPerformers(performers, through) }),
      clock: {
        monotonicMs: () => clock.monotonicMs(),
        now() {
          const skewMs = points.skewMs();
          return skewMs === 0 ? clock.now() : plusMs(clock.now(), skewMs);
        },
      },
    },
  };
}

async function takeUp(store: Pick<EventStore, 'readStream'>, system: Pick<ActorSystem, 'wake'>): Promise<void> {
  const { state } = await recover(faultAggregate, faultStream, store);
  if (Object.keys((state.context as Faults).inForce).length > 0) await system.wake(faultStream);
}
