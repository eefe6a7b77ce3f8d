import { type AnyMachineSnapshot, createActor } from 'xstate';
import type { Aggregate } from '../domain/aggregate.ts';
import { fold, initialState } from '../domain/fold.ts';
import type { StreamName } from '../domain/ids.ts';
import { decode, type Fact } from '../domain/upcast.ts';
import { type EventStore, type ExpectedRevision, type SnapshotCache, StoreCorrupt } from './ports.ts';

/** The state of a stream, and the revision it is the state at. */
export interface Recovered {
  state: AnyMachineSnapshot;
  revision: ExpectedRevision;
  /** Events that were read for it; the rest came from the cache. */
  folded: number;
}

/**
 * Recovery and waking are this one act: fold the stream. It appends nothing.
 * @throws {StoreCorrupt} the stream holds an event that this program cannot read: it fails closed.
 */
export async function recover(
  aggregate: Aggregate,
  stream: StreamName,
  store: Pick<EventStore, 'readStream'>,
  cache?: SnapshotCache,
): Promise<Recovered> {
  const cached = cache?.load(stream, aggregate.machineVersion);
  let state = cached === undefined ? initialState(aggregate) : restored(aggregate, cached.state);
  let revision: ExpectedRevision = cached?.revision ?? 'no_stream';
  let folded = 0;
  const from = cached === undefined ? 0n : cached.revision + 1n;
  for await (const page of store.readStream(stream, { from })) {
    state = fold(aggregate, state, page.map(readable));
    folded += page.length;
    revision = page.at(-1)?.revision ?? revision;
  }
  return { state, revision, folded };
}

/**
 * What the log holds of a stream past a revision, in order.
 * @throws {StoreCorrupt} as `recover` does.
 */
export async function missedFacts(
  stream: StreamName,
  store: Pick<EventStore, 'readStream'>,
  after: ExpectedRevision,
): Promise<Fact[]> {
  const facts: Fact[] = [];
  const from = after === 'no_stream' ? 0n : after + 1n;
  for await (const page of store.readStream(stream, { from })) facts.push(...page.map(readable));
  return facts;
}

/** A state as a cache keeps it: XState's own persisted form, which holds what was invoked. */
export function cacheable(aggregate: Aggregate, state: AnyMachineSnapshot): object {
  return aggregate.machine.getPersistedSnapshot(state);
}

function restored({ machine }: Aggregate, persisted: object): AnyMachineSnapshot {
  return createActor(machine, { snapshot: persisted as never }).getSnapshot();
}

function readable(event: Parameters<typeof decode>[0]): Fact {
  const decoded = decode(event);
  if (decoded.known) return decoded.event;
  throw new StoreCorrupt(decoded.why, {
    hint: 'A newer program wrote it, or it is damaged: start that program again, or restore a backup.',
  });
}
