import { assign, sendTo, setup } from 'xstate';
import type { StreamName } from '../ids.ts';
import { effectNames, forwards } from '../machine.ts';
import type { Instant } from '../message.ts';
import type { FaultEvent } from './events.ts';

export const faultStream: StreamName = 'fault-points';

/** A fault that has begun and whose end is not recorded. */
export type Fault = Omit<Extract<FaultEvent, { type: 'FaultInjected' }>, 'type'>;

export interface Faults {
  inForce: Record<string, Fault>;
}

/** The effect holds the live points to what is in force here. */
export const faultMachine = setup({
  types: { context: {} as Faults, events: {} as FaultEvent },
  actors: effectNames('followFaults'),
  actions: {
    note: assign(({ context, event }) => ({ inForce: changed(context.inForce, event) })),
    tell: sendTo('followFaults', forwards),
  },
}).createMachine({
  id: 'fault',
  context: { inForce: {} },
  initial: 'kept',
  invoke: { src: 'followFaults', id: 'followFaults' },
  states: { kept: { on: { '*': { actions: ['note', 'tell'] } } } },
});

/** Raised whenever the same facts fold to another snapshot. */
export const faultMachineVersion = 1;

function changed(inForce: Faults['inForce'], event: FaultEvent): Faults['inForce'] {
  const { [event.faultId]: _, ...others } = inForce;
  if (event.type !== 'FaultInjected') return others;
  const { type: _type, meta: _meta, ...fault } = event as typeof event & { meta?: unknown };
  return { ...others, [fault.faultId]: fault };
}

/** Whether its time is not over. */
export const lasts = ({ endsAt }: Pick<Fault, 'endsAt'>, now: Instant) => endsAt > now;
