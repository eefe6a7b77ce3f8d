import { type AnyActorRef, type AnyMachineSnapshot, type AnyStateMachine, createActor, fromCallback } from 'xstate';
import type { Aggregate } from '../domain/aggregate.ts';
import type { Effects, Handle } from './handle.ts';

/** A machine with bodies for its effects. To make one takes longer than to run it: there is one for each kind. */
interface Play {
  machine: AnyStateMachine;
  /** The effects of each actor, by the actor that invokes them. */
  bodies: WeakMap<AnyActorRef, ReturnType<Effects>>;
}

const plays = new WeakMap<Effects, Play>();

/** An actor of this kind in a folded state, not started yet: its effects are those that `effects` gives for its handle. */
export function playing(aggregate: Aggregate, effects: Effects, handle: Handle, state: AnyMachineSnapshot) {
  const { machine, bodies } = plays.get(effects) ?? prepared(aggregate, effects);
  const actor = createActor(machine, { snapshot: aggregate.machine.getPersistedSnapshot(state) });
  bodies.set(actor, effects(handle));
  return actor;
}

function prepared({ machine }: Aggregate, effects: Effects): Play {
  const bodies: Play['bodies'] = new WeakMap();
  const names = Object.keys(machine.implementations.actors);
  const actors = Object.fromEntries(names.map(name => [name, bodyNamed(name, bodies)]));
  const play = { machine: machine.provide({ actors }), bodies };
  plays.set(effects, play);
  return play;
}

type Callback = Parameters<typeof fromCallback>[0];

/** Runs the body that the invoking actor has under this name; without one the effect does nothing. */
function bodyNamed(name: string, bodies: Play['bodies']) {
  return fromCallback(given => {
    const invoking = (given.self as unknown as { _parent: AnyActorRef })._parent;
    const body = bodies.get(invoking)?.[name];
    return (body?.config as Callback | undefined)?.(given);
  });
}
