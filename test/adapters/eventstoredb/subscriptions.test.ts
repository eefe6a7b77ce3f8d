import test from 'ava';
import type { RecordedEvent } from '../../../domain/message.ts';
import {
  follow,
  freshCategory,
  freshStream,
  numbered,
  numbersOf,
  type Store,
} from '../event-store-contract/samples.ts';
import { opened } from './opened.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const reach = (count: number) => (events: RecordedEvent[]) => events.length >= count;

/** Follows a log of 3 events until 6 are seen; `meddle` is called at the first caught-up, then 3 more are appended. */
async function followThrough(store: Store, meddle: () => void | Promise<void>) {
  const category = freshCategory();
  const stream = freshStream(category);
  await store.append(stream, 'no_stream', numbered(3));
  let isMet = false;
  const onPage = async (page: RecordedEvent[]) => {
    if (page.length > 0 || isMet) return;
    isMet = true;
    await meddle();
    await store.append(stream, 2n, numbered(1, 3));
    await store.append(stream, 3n, numbered(2, 4));
  };
  return follow(store, { category, onPage }, reach(6));
}

for (const fault of ['cut', 'end', 'drop', 'too_slow', 'stall'] as const) {
  test.serial(
    `[E5] a subscription that meets "${fault}" goes on after the last page, without loss or repeat`,
    async t => {
      const { double, store, notices } = await opened(t, { watchdogMs: fault === 'stall' ? 200 : 60_000 });
      let lastSeen: bigint | undefined;
      const seen = await followThrough(store, async () => {
        lastSeen = await store.head();
        t.is(double.meddle(fault), 1);
      });
      t.deepEqual(numbersOf(seen), range(6));
      t.is(notices.length, 1);
      t.like(notices[0], { kind: 'subscription_resumed', from: lastSeen, attempt: 1 });
      await double.open.subscriptions.until(0);
    },
  );
}

test.serial('[E5] an event that comes twice is given once', async t => {
  const { double, store, notices } = await opened(t);
  const seen = await followThrough(store, () => void double.meddle('repeat'));
  t.deepEqual(numbersOf(seen), range(6));
  t.deepEqual(notices, []);
});

test.serial('[E5] an event that is left out is noticed and fetched, in its place', async t => {
  const { double, store, notices } = await opened(t, { watchdogMs: 60_000 });
  const seen = await followThrough(store, () => void double.meddle('skip'));
  t.deepEqual(numbersOf(seen), range(6));
  t.is(notices.length, 1);
  t.regex(String(Object(notices[0]).cause), /an event is missing before .*@4/);
});

test.serial('[E5] a last event that is left out is noticed by the watchdog', async t => {
  const { double, store } = await opened(t, { watchdogMs: 200 });
  const category = freshCategory();
  const stream = freshStream(category);
  let isMet = false;
  const onPage = async (page: RecordedEvent[]) => {
    if (page.length > 0 || isMet) return;
    isMet = true;
    double.meddle('skip');
    await store.append(stream, 'no_stream', numbered(1));
  };
  t.deepEqual(numbersOf(await follow(store, { category, onPage }, reach(1))), [0]);
});

test.serial('[E5] a hole that the log itself has holds nobody up', async t => {
  const { orderGuard } = await import('../../../adapters/eventstoredb/order.ts');
  const admit = orderGuard();
  const event = (revision: bigint, position: bigint) =>
    ({ stream: 'chat-1', revision, position }) as unknown as RecordedEvent;
  const [a, d] = [event(0n, 10n), event(3n, 40n)];
  t.deepEqual(admit([a, d], undefined), { events: [a], gap: 'chat-1@3' });
  t.deepEqual(admit([d], 10n), { events: [d] });
  t.deepEqual(admit([a, d, event(4n, 50n)], 40n), { events: [event(4n, 50n)] });
});

test.serial('[E5] a server that does not say so is known to be caught up with by its head', async t => {
  const { double, store } = await opened(t, { watchdogMs: 100 });
  double.faults.add('subscribe', { kind: 'no_caught_up' });
  t.deepEqual(numbersOf(await followThrough(store, () => {})), range(6));
});

test.serial(
  '[E1] [E5] a subscription outlives a server that is away: pauses grow to their bound, the client is renewed',
  async t => {
    const { double, store, notices, noticed } = await opened(t, {
      resubscribe: { minMs: 1, maxMs: 4 },
      random: () => 1,
    });
    const category = freshCategory();
    const stream = freshStream(category);
    await store.append(stream, 'no_stream', numbered(3));
    const whileAway = async () => {
      await double.down();
      await noticed(8);
      await double.up();
      await store.append(stream, 2n, numbered(3, 3));
    };
    let away: Promise<void> | undefined;
    const onPage = (page: RecordedEvent[]) => {
      if (page.length === 0) away ??= whileAway();
    };
    const seen = await follow(store, { category, onPage }, reach(6));
    await away;
    t.deepEqual(numbersOf(seen), range(6));
    const delays = notices.flatMap(notice => (notice.kind === 'subscription_resumed' ? notice.delayMs : []));
    t.deepEqual(delays.slice(0, 5), [1, 2, 4, 4, 4]);
    t.true(notices.some(notice => notice.kind === 'client_rebuilt' && notice.role === 'subscriptions'));
  },
);

test.serial('a subscription ends at once when it is called off while the server is away', async t => {
  const { double, store, noticed } = await opened(t, { resubscribe: { minMs: 60_000, maxMs: 60_000 } });
  const stop = new AbortController();
  await double.down();
  const ended = (async () => {
    for await (const _ of store.subscribeAll({ signal: stop.signal })) t.fail();
  })();
  await noticed(1);
  stop.abort();
  await ended;
  t.pass();
});

test.serial('a subscription nobody reads from takes no more than the buffers hold, and loses nothing', async t => {
  const { double, store } = await opened(t, { watchdogMs: 60_000 });
  const category = freshCategory();
  const stream = freshStream(category);
  const filler = 'x'.repeat(1_000);
  for (let n = 0; n < 6_000; n += 500) {
    const events = numbered(500, n).map(event => ({ ...event, data: { ...event.data, filler } }));
    await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), events);
  }
  let isHeld = false;
  const onPage = async (page: RecordedEvent[]) => {
    t.true(page.length <= 500);
    if (isHeld) return;
    isHeld = true;
    await double.quiet(200); // By then the server would have sent all it may.
    t.true(double.sent() < 5_000, `${double.sent()} sent`);
  };
  t.deepEqual(numbersOf(await follow(store, { category, onPage }, reach(6_000))), range(6_000));
});

test.serial('a consumer that leaves, or throws, leaves no subscription open', async t => {
  const { double, store } = await opened(t);
  await store.append(freshStream(), 'no_stream', numbered(1));
  const { signal } = new AbortController();
  for await (const page of store.subscribeAll({ signal })) if (page.length > 0) break;
  await double.open.subscriptions.until(0);
  await t.throwsAsync(
    async () => {
      for await (const _ of store.subscribeAll({ signal })) throw new Error('mine');
    },
    { message: 'mine' },
  );
  await double.open.subscriptions.until(0);
});

test.serial('closing the store ends subscriptions and leaves nothing open on the server', async t => {
  const { double, store } = await opened(t);
  const caughtUp = Promise.withResolvers<void>();
  const ended = (async () => {
    for await (const page of store.subscribeAll({ signal: new AbortController().signal })) {
      if (page.length === 0) caughtUp.resolve();
    }
  })();
  await caughtUp.promise;
  await store.close();
  await ended;
  await double.open.subscriptions.until(0);
  t.is(double.open.reads.count(), 0);
});
