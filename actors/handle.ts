import { type AnyEventObject, fromCallback } from 'xstate';
import type { StreamName } from '../domain/ids.ts';
import type { Agent, Command, Metadata } from '../domain/message.ts';
import type { Fact } from '../domain/upcast.ts';

/** What came of an order: the facts it gave (none for a repeat) and the state after them. */
export interface Outcome {
  facts: Fact[];
  // biome-ignore lint/suspicious/noExplicitAny: each effect knows the machine it belongs to.
  state: any;
}

/** An order of an effect to its own stream, or to another. */
export type Order = Pick<Command, 'id' | 'type' | 'data' | 'correlationId' | 'causationId'> & {
  stream?: StreamName;
  actor?: Agent;
  traffic?: Metadata['traffic'];
};

/** An effect's view of the actor it belongs to. It can look, and it can order; it cannot move the machine. */
export interface Handle {
  stream: StreamName;
  /** The state as of now: an effect that wakes looks here for what is open. */
  // biome-ignore lint/suspicious/noExplicitAny: each effect knows the machine it belongs to.
  state(): any;
  /** Tells of each batch of facts once the state shows them, until it is called off. */
  heard(tell: (facts: readonly Fact[]) => void): () => void;
  /** Resolves once it is recorded. @throws {Refusal} {@link StoreError} */
  order(order: Order): Promise<Outcome>;
  /** Says that the effect has failed on a bug: the actor is restarted, within bounds. */
  failed(cause: unknown): void;
}

/** Why an effect is stopped: said once, for making an error of it each time costs. */
const left = 'its state was left';

/** What the machine's `invoke` names become in a live actor. */
export type Effects = (handle: Handle) => Record<string, ReturnType<typeof effect>>;

/**
 * An effect as a machine invokes it: it runs until the state is left, then its signal fires. `inbox` gets the
 * facts that the machine hands on. What it throws is the actor's failure, unless it was being stopped.
 */
export function effect(
  handle: Handle,
  run: (signal: AbortSignal, inbox: (tell: (fact: AnyEventObject) => void) => void) => Promise<void> | void,
) {
  return fromCallback<AnyEventObject>(({ receive }) => {
    const stop = new AbortController();
    Promise.resolve()
      .then(() => run(stop.signal, receive))
      .catch(cause => {
        if (!stop.signal.aborted) handle.failed(cause);
      });
    return () => stop.abort(left);
  });
}
