import type { ChartsStatus } from '../../actors/answers/chart-ports.ts';
import type { Status, Vital, Vitals } from '../../actors/answers/vitals-ports.ts';
import type { FaultInForce } from '../../actors/faults/fault-points.ts';
import type { NamesView } from '../../actors/name-ports.ts';
import type { Clock } from '../../actors/ports.ts';
import type { DependencyRow } from '../../actors/resilience/resilience.ts';
import type { ActorSystem } from '../../actors/system.ts';
import type { Watch } from '../../actors/watch.ts';
import type { Inbox } from '../../domain/gateway/machine.ts';
import type { StreamName } from '../../domain/ids.ts';
import { msBetween } from '../../domain/instants.ts';
import type { ModeNow } from '../../domain/policy/modes.ts';
import { formatDuration, formatQuantity } from '../../domain/units.ts';
import type { Config } from '../config.ts';
import type { Life } from '../life.ts';
import type { Engines } from './engines.ts';

export interface Signs extends Vitals {
  /** Told after each poll that Telegram answered. */
  polled(): void;
  /** Since that was last told; none: never. */
  polledAgoMs(): number | undefined;
}

interface Sources {
  config: Config;
  life: Life;
  clock: Clock;
  system: () => ActorSystem;
  bus: Pick<Engines['bus'], 'status'>;
  storeWatch: Watch;
  mode(): ModeNow;
  breakers(): DependencyRow[];
  /** None where no name has to be found. */
  names?(): NamesView | undefined;
  faults(): FaultInForce[];
  lastAppendMs(): number | undefined;
  projections: Pick<Engines['projections'], 'status'>;
  host: Engines['host'];
  gauges: Engines['gauges'];
  charts: Engines['charts'];
  /** The stream of the bot's inbox. */
  gateway: StreamName;
}

/** A poll waits up to its long poll; after this much more without one, polling is in trouble. */
export const pollGraceMs = 10_000;
/** A view that is further behind than this is not what an operator should decide on. */
const lagMaxMs = 5_000;

/** What the program knows of itself, from its own parts as they are now. */
export function vitals(sources: Sources): Signs {
  const { config, life, clock, system, lastAppendMs, host, gauges, charts, gateway } = sources;
  let polledMs: number | undefined;
  const ago = (ms: number | undefined) =>
    ms === undefined ? 'not yet' : `${formatDuration(clock.monotonicMs() - ms)} ago`;

  return {
    polled() {
      polledMs = clock.monotonicMs();
    },
    polledAgoMs: () => (polledMs === undefined ? undefined : clock.monotonicMs() - polledMs),
    status(): Status {
      return {
        build: life.build,
        instance: life.instance,
        host: host.name(),
        startedAt: life.startedAt,
        uptimeMs: msBetween(life.startedAt, clock.now()),
        telegram: config.telegram.mode,
        eventStore: config.eventStore.engine,
        mode: sources.mode(),
        charts: charts.status(),
        actors: system().stats(),
        memoryBytes: gauges.memoryBytes(),
        loopDelayMs: gauges.loopDelayMs(),
      };
    },
    vitals: async () => [
      polling(),
      eventLog(sources, ago(lastAppendMs())),
      busVital(sources),
      ...namesVital(sources.names?.()),
      await projectionsVital(sources),
      actorsVital(system()),
      chartsVital(charts.status()),
      breakersVital(sources.breakers()),
      modeVital(sources.mode()),
      ...faultsVital(sources.faults()),
    ],
  };

  function polling(): Vital {
    const limitMs = config.telegram.longPollSeconds * 1000 + pollGraceMs;
    const proof = `last poll ${ago(polledMs)}`;
    const fresh = polledMs !== undefined && clock.monotonicMs() - polledMs <= limitMs;
    const trouble = (system().peek(gateway)?.context as Inbox | undefined)?.trouble?.kind;
    if (fresh && trouble === undefined) return { name: 'polling', state: 'ok', proof };
    const why = sources.storeWatch.down === undefined ? pollTrouble[trouble ?? 'timeout'] : pollTrouble.store;
    return { name: 'polling', state: 'down', proof, why: why ?? pollTrouble.timeout! };
  }
}

const waits = 'What is sent waits there for a day.';
const pollTrouble: Record<string, string> = {
  timeout: `Telegram does not answer. ${waits}`,
  network: `Telegram cannot be reached. ${waits}`,
  server: `Telegram answers with errors. ${waits}`,
  throttled: `Telegram asks to be asked less often. ${waits}`,
  auth: 'Telegram does not take the token: put a valid one into the token file; no restart is needed.',
  conflict: 'Another program polls with this token: stop one of the two.',
  store: `The event log does not take what arrives, so nothing is confirmed. ${waits}`,
};

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

function namesVital(names: NamesView | undefined): Vital[] {
  if (names === undefined) return [];
  const { state, servers, failing, lastMs } = names;
  const took = lastMs === undefined ? '' : `, last question ${Math.round(lastMs)} ms`;
  const proof = `asks ${servers.slice(0, 3).join(', ')}${took}`;
  if (state === 'ok') return [{ name: 'names', state, proof }];
  const each = failing.map(
    ({ name, code, standsIn }) => `${name}: ${code}${standsIn ? ', an earlier address stands in' : ''}`,
  );
  return [
    {
      name: 'names',
      state,
      proof,
      why: `${each.join('; ').slice(0, 300)}. Look at the name servers (\`resolvectl\`, /etc/resolv.conf).`,
    },
  ];
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

function chartsVital({ capability, cause, busySlots, slots, waiting, cooldownMs }: ChartsStatus): Vital {
  const proof = `${busySlots} of ${slots} drawing, ${waiting} waiting`;
  if (capability === 'ready' || capability === 'unknown' || capability === 'disabled')
    return { name: 'charts', state: 'ok', proof: capability === 'ready' ? proof : capability };
  const again = cooldownMs === undefined ? '' : ` Drawing rests for ${formatDuration(cooldownMs)}.`;
  const why = `${cause ?? capability}: charts are answered with numbers as text.${again}`;
  return { name: 'charts', state: 'degraded', proof, why };
}

function actorsVital(system: ActorSystem): Vital {
  const { live, waiting, parked, restarts } = system.stats();
  const proof = `${live} awake, ${formatQuantity(waiting, 'order')} waiting, ${formatQuantity(restarts, 'restart')}`;
  if (parked === 0) return { name: 'actors', state: 'ok', proof };
  return {
    name: 'actors',
    state: 'degraded',
    proof,
    why: `${parked} fail too often and rest; see /log for the cause.`,
  };
}

function breakersVital(rows: DependencyRow[]): Vital {
  const held = rows.filter(({ breaker }) => breaker !== undefined && breaker.state !== 'closed');
  const proof = `${rows.length - held.length} of ${rows.length} asked`;
  if (held.length === 0) return { name: 'breakers', state: 'ok', proof };
  const each = held.map(
    ({ name, breaker }) => `${name} ${breaker!.state}: ${breaker!.lastFailure ?? 'held by an admin'}`,
  );
  return { name: 'breakers', state: 'degraded', proof, why: `${each.join('; ').slice(0, 300)}. See /breakers.` };
}

/** Shown while there are any: nobody looks for a cause that was injected. */
function faultsVital(faults: FaultInForce[]): Vital[] {
  if (faults.length === 0) return [];
  const each = faults.map(({ point, kind, endsAt, hits }) => `${kind} at ${point} until ${endsAt}, ${hits} hit`);
  const proof = `${formatQuantity(faults.length, 'fault')} injected`;
  const why = `${each.join('; ').slice(0, 300)}. \`binnacle fault clear\` ends it.`;
  return [{ name: 'faults', state: 'degraded', proof, why }];
}

const leftOut = {
  normal: 'nothing is left out',
  'shed-heavy': 'heavy work is left out',
  'read-only': 'nothing is changed, only looked up',
  static: 'nothing can be taken: nothing can be recorded',
} as const;

function modeVital({ mode, why, since }: ModeNow): Vital {
  const proof = `${mode}, ${leftOut[mode]}`;
  if (mode === 'normal') return { name: 'mode', state: 'ok', proof };
  return { name: 'mode', state: 'degraded', proof, why: `Since ${since}. ${why}` };
}
