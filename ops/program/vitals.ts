import type { Status, Vital, Vitals } from '../../actors/answers/vitals-ports.ts';
import type { Clock } from '../../actors/ports.ts';
import type { ActorSystem } from '../../actors/system.ts';
import type { Watch } from '../../actors/watch.ts';
import { msBetween } from '../../domain/instants.ts';
import { formatDuration } from '../../domain/units.ts';
import type { Config } from '../config.ts';
import type { Life } from '../life.ts';
import type { Engines } from './engines.ts';

export interface Signs extends Vitals {
  /** Told after each poll that Telegram answered. */
  polled(): void;
}

interface Sources {
  config: Config;
  life: Life;
  clock: Clock;
  system: () => ActorSystem;
  bus: Pick<Engines['bus'], 'status'>;
  storeWatch: Watch;
  lastAppendMs(): number | undefined;
  projections: Pick<Engines['projections'], 'status'>;
  host: Engines['host'];
  gauges: Engines['gauges'];
}

/** A poll waits up to its long poll; after this much more without one, polling is in trouble. */
const pollGraceMs = 10_000;
/** A view that is further behind than this is not what an operator should decide on. */
const lagMaxMs = 5_000;

/** What the program knows of itself, from its own parts as they are now. */
export function vitals(sources: Sources): Signs {
  const { config, life, clock, system, lastAppendMs, host, gauges } = sources;
  let polledMs: number | undefined;
  const ago = (ms: number | undefined) =>
    ms === undefined ? 'not yet' : `${formatDuration(clock.monotonicMs() - ms)} ago`;

  return {
    polled() {
      polledMs = clock.monotonicMs();
    },
    status(): Status {
      return {
        build: life.build,
        instance: life.instance,
        host: host.name(),
        startedAt: life.startedAt,
        uptimeMs: msBetween(life.startedAt, clock.now()),
        telegram: config.telegram.mode,
        eventStore: config.eventStore.engine,
        actors: system().stats(),
        memoryBytes: gauges.memoryBytes(),
        loopDelayMs: gauges.loopDelayMs(),
      };
    },
    vitals: async () => [
      polling(),
      eventLog(sources, ago(lastAppendMs())),
      busVital(sources),
      await projectionsVital(sources),
      actorsVital(system()),
    ],
  };

  function polling(): Vital {
    const limitMs = config.telegram.longPollSeconds * 1000 + pollGraceMs;
    const proof = `last poll ${ago(polledMs)}`;
    if (polledMs !== undefined && clock.monotonicMs() - polledMs <= limitMs)
      return { name: 'polling', state: 'ok', proof };
    return {
      name: 'polling',
      state: 'down',
      proof,
      why: 'Telegram does not answer; what is sent waits there for a day.',
    };
  }
}

function eventLog({ storeWatch: { down } }: Sources, appended: string): Vital {
  const proof = `last append ${appended}`;
  if (down === undefined) return { name: 'event log', state: 'ok', proof };
  return { name: 'event log', state: 'down', proof, why: `${down.cause}. Nothing is taken until it is back.` };
}

function busVital({ bus }: Sources): Vital {
  const { state, cause, server, inFlight } = bus.status();
  if (state === 'up')
    return { name: 'bus', state: 'ok', proof: `connected to ${server ?? 'NATS'}, ${inFlight} in flight` };
  const why = `${cause ?? 'it does not answer'}. Commands are taken from the log meanwhile.`;
  return { name: 'bus', state: 'degraded', proof: 'not connected', why };
}

async function projectionsVital({ projections }: Sources): Promise<Vital> {
  const { state, cause, views, unread } = await projections.status();
  const behind = views.filter(view => view.state === 'degraded' || view.lagMs > lagMaxMs);
  const proof = `${views.length} views, at most ${Math.max(0, ...views.map(({ lagEvents }) => lagEvents))} events behind`;
  if (state !== 'running')
    return { name: 'projections', state: 'degraded', proof, why: cause ?? 'They are being brought level.' };
  if (behind.length > 0) {
    const why = behind.map(({ name, error }) => `${name}: ${error?.message ?? 'behind'}`).join('; ');
    return { name: 'projections', state: 'degraded', proof, why: `${why}. Rebuild with \`binnacle rebuild\`.` };
  }
  const skipped = unread.count === 0 ? '' : `, ${unread.count} events skipped as unreadable`;
  return { name: 'projections', state: 'ok', proof: proof + skipped };
}

function actorsVital(system: ActorSystem): Vital {
  const { live, waiting, parked, restarts } = system.stats();
  const proof = `${live} awake, ${waiting} orders waiting, ${restarts} restarts`;
  if (parked === 0) return { name: 'actors', state: 'ok', proof };
  return {
    name: 'actors',
    state: 'degraded',
    proof,
    why: `${parked} fail too often and rest; see /log for the cause.`,
  };
}
