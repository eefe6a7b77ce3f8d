import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { plusMs } from '../instants.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import { type FaultCommand, faultCommands } from './commands.ts';
import type { FaultEvent } from './events.ts';
import { faultMachine, faultMachineVersion, lasts } from './machine.ts';
import { kindsAt } from './points.ts';

export const faultAggregate: Aggregate = {
  category: 'fault',
  machine: faultMachine,
  machineVersion: faultMachineVersion,
  commands: faultCommands,
  decide: (order: FaultCommand & Given, snapshot) => decide(order, snapshot as Snapshot),
};

type Snapshot = SnapshotFrom<typeof faultMachine>;
type Asked<Type extends FaultCommand['type']> = Extract<FaultCommand, { type: Type }> & Given;

/** So many at once; one more is refused until one has ended. */
const inForceMax = 10;

/** @throws {Refusal} `forbidden` below admin. */
function decide(order: FaultCommand & Given, snapshot: Snapshot): FaultEvent[] {
  if (order.type === 'EndFault') return end(order, snapshot);
  if (!allows(order.by.role, 'admin'))
    throw new Refusal('forbidden', `This takes the role admin; yours is ${order.by.role}.`);
  return order.type === 'InjectFault' ? inject(order, snapshot) : clear(order, snapshot);
}

/** @throws {Refusal} `invalid_request` for a kind that the point does not have; `bulkhead_full` for one too many. */
function inject(order: Asked<'InjectFault'>, { context: { inForce } }: Snapshot): FaultEvent[] {
  const { type: _, id: _id, correlationId: _chain, by, at, ...terms } = order;
  if (terms.faultId in inForce) return [];
  const kinds = kindsAt(terms.point);
  if (!kinds.includes(terms.kind))
    throw new Refusal('invalid_request', `${terms.point} has no ${terms.kind}.`, {
      hint: `It has ${kinds.join(', ')}.`,
    });
  const lasting = Object.values(inForce).filter(fault => lasts(fault, at));
  if (lasting.length >= inForceMax)
    throw new Refusal('bulkhead_full', `${inForceMax} faults are in force already.`, {
      hint: 'Clear one, or wait until one has ended; `binnacle fault list` shows them.',
    });
  return [{ type: 'FaultInjected', ...terms, by, at, endsAt: plusMs(at, terms.ttlMs) }];
}

/** @throws {Refusal} `not_found` for one that is not in force; clearing all of none is done already. */
function clear({ faultId, by, at }: Asked<'ClearFault'>, { context: { inForce } }: Snapshot): FaultEvent[] {
  if (faultId !== undefined && !(faultId in inForce))
    throw new Refusal('not_found', `No fault ${faultId} is in force.`, { hint: '`binnacle fault list` shows them.' });
  const gone = faultId === undefined ? Object.keys(inForce) : [faultId];
  return gone.map(each => ({ type: 'FaultCleared', faultId: each, by, at }));
}

function end({ faultId, reason, hits, by, at }: Asked<'EndFault'>, { context }: Snapshot): FaultEvent[] {
  if (by.role !== 'system') throw new Refusal('forbidden', 'A fault ends by itself, or is cleared.');
  return faultId in context.inForce ? [{ type: 'FaultEnded', faultId, reason, hits, at }] : [];
}
