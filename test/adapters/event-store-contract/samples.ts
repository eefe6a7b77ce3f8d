import { randomInt, randomUUID } from 'node:crypto';
import type { ExecutionContext } from 'ava';
import type { EventStore } from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { JsonObject, NewEvent, RecordedEvent } from '../../../domain/message.ts';
import type { EventLog } from '../../../projections/ports.ts';

/** What the contract's tests are written with. */

export type Store = EventStore & EventLog & { close(): Promise<void> };

/** One open store, and the faults its engine can show; a fault left out is not asked for. */
export interface OpenedStore {
  store: Store;
  /** The next append is written, its answer lost: it rejects with `OutcomeUnknown`. */
  loseNextAnswer?: () => void | Promise<void>;
  /** Cuts what runs beneath every subscription, once, as a lost connection does. */
  cutSubscriptions?: () => void | Promise<void>;
}

/** Opens a store for one test; the test closes it. The log may hold other events: only a server is shared. */
export type OpenStore = (t: ExecutionContext) => Promise<OpenedStore>;

/** A category no other test uses: 16 lower-case letters. */
export const freshCategory = (): string =>
  Array.from({ length: 16 }, () => String.fromCharCode(97 + randomInt(26))).join('');

export const freshStream = (category = freshCategory()): StreamName => `${category}-${randomUUID()}`;

export function newEvent(data: JsonObject = {}, type = 'SampleTaken', id: string = randomUUID()): NewEvent {
  return {
    id,
    type,
    data,
    metadata: {
      correlationId: 'tg-1',
      causationId: 'tg-1',
      actor: { id: 'tg:7', role: 'operator' },
      schema: 1,
      build: '0.1.0+abc',
      config: '0123456789ab',
      traffic: 'synthetic',
    },
  };
}

/** `count` events whose data is `{ n: from }`, `{ n: from + 1 }`, … */
export const numbered = (count: number, from = 0): NewEvent[] =>
  Array.from({ length: count }, (_, index) => newEvent({ n: from + index }));

export const numbersOf = (events: readonly RecordedEvent[]): unknown[] => events.map(event => event.data.n);

export async function pagesOf(read: AsyncIterable<RecordedEvent[]>): Promise<RecordedEvent[][]> {
  const pages: RecordedEvent[][] = [];
  for await (const page of read) pages.push(page);
  return pages;
}

export const eventsOf = async (read: AsyncIterable<RecordedEvent[]>): Promise<RecordedEvent[]> =>
  (await pagesOf(read)).flat();

/** Where the log stands now, as `after` takes it. */
export async function headOf(store: Store): Promise<{ after?: bigint }> {
  const head = await store.head();
  return head === undefined ? {} : { after: head };
}

/**
 * Reads a subscription until `enough` of the events of one category; then ends it.
 * @throws when they have not come in 30 s.
 */
export async function follow(
  store: Store,
  options: { after?: bigint; category: string; onPage?: (page: RecordedEvent[]) => void | Promise<void> },
  enough: (events: RecordedEvent[]) => boolean,
): Promise<RecordedEvent[]> {
  const { category, onPage, ...from } = options;
  const seen: RecordedEvent[] = [];
  const done = new AbortController();
  const late = AbortSignal.timeout(30_000);
  for await (const page of store.subscribeAll({ ...from, signal: AbortSignal.any([done.signal, late]) })) {
    await onPage?.(page);
    seen.push(...page.filter(event => event.stream.startsWith(`${category}-`)));
    if (enough(seen)) done.abort();
  }
  if (!enough(seen)) throw new Error(`the subscription ended after ${seen.length} of the events waited for`);
  return seen;
}
