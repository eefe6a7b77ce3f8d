import { type AnyEventObject, fromCallback } from 'xstate';

/** What all machines share: effects that have a name here and a body in `actors/effects`. */

/** Stands where an effect will be provided; alone it does nothing, so folding is safe. */
const nothing = fromCallback<AnyEventObject>(() => {});

/** The names of a machine's effects, each to be provided by the actor host. */
export function effectNames<const Names extends string[]>(...names: Names): Record<Names[number], typeof nothing> {
  return Object.fromEntries(names.map(name => [name, nothing])) as Record<Names[number], typeof nothing>;
}

/** Hands the fact on to a running effect, as it came. */
export const forwards = ({ event }: { event: AnyEventObject }): AnyEventObject => event;

/** A fact as a machine is given it: its data, its own id, and the chain it belongs to. */
export type Noted<Event> = Event & { meta: { id: string; correlationId: string; causationId: string } };
