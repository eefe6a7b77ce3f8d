import { fc } from '@fast-check/ava';
import test from 'ava';
import { type ExpectedRevision, OutcomeUnknown, StoreUnavailable } from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { NewEvent } from '../../../domain/message.ts';
import type { EventStoreDbDouble } from '../../doubles/eventstoredb/double.ts';
import type { Fault, Point, SubscriptionFault } from '../../doubles/eventstoredb/faults.ts';
import { eventsOf, freshStream, numbered, type Store } from '../event-store-contract/samples.ts';
import { opened } from './opened.ts';

/** What happens before one append: nothing, a fault for a next call, or something to the subscription. */
type Trouble = { point: Point; fault: Fault } | { meddle: SubscriptionFault } | { cut: true } | undefined;

const fault = fc.constantFrom<Fault>(
  { kind: 'stall' },
  { kind: 'cut_before' },
  { kind: 'cut_after' },
  { kind: 'status', code: 14, details: 'Server Is Not Ready' },
  { kind: 'status', code: 2, details: 'something broke' },
  { kind: 'not_leader', host: '127.0.0.1', port: 1 },
  { kind: 'no_position' },
  { kind: 'no_caught_up' },
  { kind: 'delay', ms: 20 },
);
const trouble = fc.oneof<fc.Arbitrary<Trouble>[]>(
  fc.constant(undefined),
  fc.record({ point: fc.constantFrom<Point>('append', 'read', 'subscribe'), fault }),
  fc.record({ meddle: fc.constantFrom<SubscriptionFault>('cut', 'end', 'drop', 'too_slow', 'stall', 'repeat') }),
  fc.constant({ cut: true as const }),
);

function make(double: EventStoreDbDouble, what: Trouble): void {
  if (what === undefined) return;
  if ('fault' in what) double.faults.add(what.point, what.fault);
  else if ('meddle' in what) double.meddle(what.meddle);
  else double.cut();
}

/** Appends until it is done, as a careful caller does; says when an error had claimed what was not so. */
async function persist(store: Store, server: Store, stream: StreamName, at: ExpectedRevision, events: NewEvent[]) {
  let isPossible = false;
  for (let time = 0; time < 50; time += 1) {
    try {
      return (await store.append(stream, at, events)).revision;
    } catch (error) {
      if (error instanceof OutcomeUnknown) isPossible = true;
      else if (!(error instanceof StoreUnavailable)) throw error;
      const there = await eventsOf(server.readStream(stream));
      const isThere = there.some(({ id }) => id === events[0]!.id);
      if (isThere && !isPossible) throw new Error(`written, though it was said: ${error.message}`);
    }
  }
  throw new Error('50 attempts were not enough');
}

test('[E1] [E4] [E5] whatever breaks, every append is there once and every subscriber sees it once, in order', async t => {
  const short = { appendDeadlineMs: 150, readDeadlineMs: 150, watchdogMs: 150 };
  const { double, server, store } = await opened(t, { ...short, resubscribe: { minMs: 1, maxMs: 10 } });
  const property = fc.asyncProperty(fc.array(trouble, { minLength: 1, maxLength: 12 }), async troubles => {
    const head = await server.head();
    const stop = new AbortController();
    const seen: unknown[] = [];
    const enough = Promise.withResolvers<void>();
    const following = (async () => {
      const after = head === undefined ? {} : { after: double.positionOnWire(head) };
      for await (const page of store.subscribeAll({ ...after, signal: stop.signal })) {
        seen.push(...page.map(({ id }) => id));
        if (seen.length >= 2 * troubles.length) enough.resolve();
      }
    })();
    const stream = freshStream();
    const ids: string[] = [];
    let at: ExpectedRevision = 'no_stream';
    for (const [index, each] of troubles.entries()) {
      make(double, each);
      const events = numbered(2, index);
      at = await persist(store, server, stream, at, events);
      ids.push(...events.map(({ id }) => id));
    }
    double.faults.clear();
    await enough.promise;
    stop.abort();
    await following;
    const recorded = (await eventsOf(server.readStream(stream))).map(({ id }) => id);
    return recorded.join() === ids.join() && seen.join() === ids.join();
  });
  await fc.assert(property, { numRuns: 25, endOnFailure: true });
  await double.open.subscriptions.until(0);
  t.pass();
});
