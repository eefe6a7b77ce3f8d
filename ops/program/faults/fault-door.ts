import type { FaultInForce, FaultPoints } from '../../../actors/faults/fault-points.ts';
import type { Random } from '../../../actors/ports.ts';
import type { ActorSystem } from '../../../actors/system.ts';
import { type Fault, type Faults, faultStream } from '../../../domain/fault/machine.ts';
import type { FaultKind, FaultPoint } from '../../../domain/fault/points.ts';
import type { Agent } from '../../../domain/message.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Queries } from '../../../projections/queries.ts';
import type { Config } from '../../config.ts';
import { faultsAllowed } from './allowed.ts';

/** What is asked of a new fault; what is not said has a default. */
export interface AskedFault {
  point: FaultPoint;
  kind: FaultKind;
  count?: number | undefined;
  ttlMs?: number | undefined;
  probability?: number | undefined;
  seed?: number | undefined;
  delayMs?: number | undefined;
  skewMs?: number | undefined;
}

/** Who asks, and the chain that it begins. */
export interface Asking {
  by: Agent;
  correlationId: string;
}

/** The one way to faults: every word about them is an order to their stream, so it is in the log. */
export interface FaultDoor {
  /** @throws {Refusal} `policy_blocked`, `forbidden`, `invalid_request`, `bulkhead_full`, `upstream_unavailable`. */
  inject(asked: AskedFault, asking: Asking): Promise<Fault>;
  list(): FaultInForce[];
  /** One, or all. @throws {Refusal} `forbidden`, `not_found`. */
  clear(faultId: string | undefined, asking: Asking): Promise<string[]>;
}

const defaults = { ttlMs: 60_000, probability: 1, seed: 1, delayMs: 1_000 };

export function faultDoor(
  config: Config,
  {
    points,
    queries,
    system,
    random,
  }: {
    points: FaultPoints;
    queries: Pick<Queries, 'slo'>;
    system: () => Pick<ActorSystem, 'tell'>;
    random: Random;
  },
): FaultDoor {
  return {
    async inject(asked, asking) {
      requireAllowed(config);
      const terms = { ...defaults, skewMs: asked.kind === 'clock' ? 60_000 : 0, ...said(asked) };
      requireWithin(terms.ttlMs, config.faults.ttlMaxMs);
      await requireBudget(queries);
      const faultId = random.uuid().replaceAll('-', '').slice(-8);
      const { state } = await order('InjectFault', { faultId, ...terms }, asking);
      return (state.context as Faults).inForce[faultId]!;
    },
    list: () => points.inForce(),
    async clear(faultId, asking) {
      const { facts } = await order('ClearFault', faultId === undefined ? {} : { faultId }, asking);
      return facts.map(({ data }) => String(data.faultId));
    },
  };

  function order(type: string, data: Record<string, unknown>, { by, correlationId }: Asking) {
    const chain = { correlationId, causationId: correlationId, actor: by, traffic: 'real' as const };
    return system().tell({ id: `${correlationId}:${type}`.slice(0, 160), stream: faultStream, type, data, ...chain });
  }
}

/** @throws {Refusal} `policy_blocked`, naming the key. */
function requireAllowed(config: Config): void {
  if (faultsAllowed(config)) return;
  const off = config.faults.injection === 'off';
  throw new Refusal('policy_blocked', off ? 'Faults are switched off here.' : 'Faults are refused in production.', {
    hint: off
      ? 'Set faults.injection to on in the configuration, and start anew.'
      : 'Set faults.inProduction to allowed in the configuration, and start anew; or use environment development.',
  });
}

function requireWithin(ttlMs: number, maxMs: number): void {
  if (ttlMs <= maxMs) return;
  throw new Refusal('invalid_request', `ttlMs is ${ttlMs}; a fault lasts at most ${maxMs} ms here.`, {
    hint: 'Ask for less, or raise faults.ttlMaxMs.',
  });
}

/** Nobody breaks on purpose what has broken too much already. @throws {Refusal} `policy_blocked` */
async function requireBudget(queries: Pick<Queries, 'slo'>): Promise<void> {
  const { indicators } = await queries.slo();
  const spent = indicators.filter(({ remaining, quiet }) => !quiet && remaining <= 0);
  if (spent.length === 0) return;
  const names = spent.map(({ sli }) => sli).join(', ');
  throw new Refusal('policy_blocked', `The error budget is used up: ${names}.`, {
    hint: 'Wait until some of it is back; /slo shows it.',
  });
}

function said(asked: AskedFault) {
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as {
    [Key in keyof AskedFault]: Exclude<AskedFault[Key], undefined>;
  };
}
