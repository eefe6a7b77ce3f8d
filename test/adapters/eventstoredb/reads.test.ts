import test from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import { eventsOf, freshCategory, freshStream, numbered, numbersOf, pagesOf } from '../event-store-contract/samples.ts';
import { opened, openedStore } from './opened.ts';

test.serial('a read that is not answered is StoreUnavailable within its deadline, and is not left open', async t => {
  const { double, store } = await opened(t, { readDeadlineMs: 150, rebuildAfter: 100 });
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(3));
  for (const read of [
    () => eventsOf(store.readStream(stream)),
    () => eventsOf(store.readAll({ backwards: true })),
    () => store.head(),
  ]) {
    double.faults.add('read', { kind: 'stall' });
    const before = performance.now();
    const error = await t.throwsAsync(read(), { instanceOf: StoreUnavailable });
    t.regex(error.message, /within 150 ms/);
    t.true(performance.now() - before < 5_000);
    await double.open.reads.until(0);
  }
  double.faults.add('subscribe', { kind: 'stall' });
  const category = eventsOf(store.readCategory(stream.slice(0, stream.indexOf('-'))));
  await t.throwsAsync(category, { instanceOf: StoreUnavailable, message: /within 150 ms/ });
  await double.open.subscriptions.until(0);
});

test.serial('a read that is cut is never taken for a complete one', async t => {
  const { double, store } = await opened(t);
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(3));
  for (let time = 0; time < 10; time += 1) {
    double.faults.add('read', { kind: 'cut_after' });
    await t.throwsAsync(eventsOf(store.readStream(stream)), { instanceOf: StoreUnavailable });
    t.is((await eventsOf(store.readStream(stream))).length, 3);
  }
});

test.serial('[E1] reads work again once the server is up', async t => {
  const { double, store } = await opened(t);
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(1));
  await double.down();
  for (let time = 0; time < 5; time += 1) {
    await t.throwsAsync(eventsOf(store.readStream(stream)), { instanceOf: StoreUnavailable });
    await t.throwsAsync(store.head(), { instanceOf: StoreUnavailable });
  }
  await double.up();
  t.is((await eventsOf(store.readStream(stream))).length, 1);
});

test.serial('a follower that names the leader is left for it in reads too', async t => {
  const { double, store, server } = await opened(t);
  const { eventStoreDbDouble } = await import('../../doubles/eventstoredb/double.ts');
  const leader = await eventStoreDbDouble(server);
  t.teardown(() => leader.close());
  const stream = freshStream();
  await server.append(stream, 'no_stream', numbered(2));
  double.faults.add('read', { kind: 'not_leader', host: '127.0.0.1', port: leader.port });
  t.is((await eventsOf(store.readStream(stream))).length, 2);
  t.is(leader.heard.length, 1);
});

test.serial('events of the server and of other programs are never given, and the head is the last of ours', async t => {
  const { double, store } = await opened(t);
  t.is(await store.head(), undefined);
  await double.addForeign({ stream: '$stats-127.0.0.1:2113', type: '$statsCollected' });
  t.is(await store.head(), undefined);
  t.deepEqual(await pagesOf(store.readAll()), []);
  const [one, two] = [freshStream(), freshStream()];
  const first = await store.append(one, 'no_stream', numbered(1));
  await double.addForeign({ stream: '$ce-chat', type: '$>' });
  await double.addForeign({ stream: 'No-Form Of Ours', type: 'Something' });
  await double.addForeign({ stream: 'chat-1', type: '$metadata' });
  await double.addForeign({ stream: 'chat-1', type: 'Bytes', isJson: false });
  await double.addForeign({ stream: 'chat-1', type: 'List', data: '[1]' });
  t.is(await store.head(), first.position);
  const second = await store.append(two, 'no_stream', numbered(1, 1));
  await double.addForeign({ stream: 'chat-2', type: '$streamDeleted' });

  t.is(await store.head(), second.position);
  t.deepEqual(numbersOf(await eventsOf(store.readAll())), [0, 1]);
  t.deepEqual(numbersOf(await eventsOf(store.readAll({ backwards: true }))), [1, 0]);
  t.deepEqual(numbersOf(await eventsOf(store.readAll({ limit: 1, backwards: true }))), [1]);
  t.deepEqual(numbersOf(await eventsOf(store.readAll({ after: first.position }))), [1]);
});

test.serial('pages full of foreign events neither end a read nor are looked through twice for the head', async t => {
  const { double, store } = await opened(t);
  const category = freshCategory();
  const stream = freshStream(category);
  const first = await store.append(stream, 'no_stream', numbered(1));
  for (let n = 0; n < 900; n += 1) await double.addForeign({ stream: '$stats-1', type: '$statsCollected' });
  t.is(await store.head(), first.position);
  const heard = double.heard.length;
  await double.addForeign({ stream: '$stats-1', type: '$statsCollected' });
  t.is(await store.head(), first.position);
  t.true(double.heard.length - heard <= 2);

  await store.append(stream, 0n, numbered(2, 1));
  t.deepEqual(numbersOf(await eventsOf(store.readAll())), [0, 1, 2]);
  t.deepEqual(numbersOf(await eventsOf(store.readAll({ backwards: true }))), [2, 1, 0]);
  t.deepEqual(numbersOf(await eventsOf(store.readCategory(category))), [0, 1, 2]);
});

test.serial('a read of the whole log ends at the head as it was, however much is appended meanwhile', async t => {
  const { double, store } = await opened(t);
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(600));
  let revision = 599n;
  let seen = 0;
  for await (const page of store.readAll()) {
    seen += page.length;
    ({ revision } = await store.append(stream, revision, numbered(500)));
  }
  t.is(seen, 600);
  // One for the head, and two pages: the second goes past it, so there is no third.
  t.is(double.heard.filter(({ point }) => point === 'read').length, 3);
});

test.serial('a read of a category ends at the head as it was, even if the server never says "caught up"', async t => {
  const { double, store } = await opened(t);
  const category = freshCategory();
  const stream = freshStream(category);
  await store.append(stream, 'no_stream', numbered(600));
  double.faults.add('subscribe', { kind: 'no_caught_up' });
  let revision = 599n;
  let seen = 0;
  for await (const page of store.readCategory(category)) {
    seen += page.length;
    ({ revision } = await store.append(stream, revision, numbered(100)));
  }
  t.is(seen, 600);
  await double.open.subscriptions.until(0);
});

test.serial('a stream whose pages come out even is read backwards to its first event', async t => {
  const { store } = await opened(t);
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(500));
  t.deepEqual(numbersOf(await eventsOf(store.readStream(stream, { backwards: true }))).at(-1), 0);
});

test.serial('logs with different prefixes share a server without seeing each other', async t => {
  const { double, store: plain, server } = await opened(t);
  const { store: one } = await openedStore(t, { url: double.url, streamPrefix: 'one-' });
  const { store: two } = await openedStore(t, { url: double.url, streamPrefix: 'two-' });
  const category = freshCategory();
  const stream = freshStream(category);
  for (const [n, store] of [one, two].entries()) await store.append(stream, 'no_stream', numbered(n + 1, 10 * n));
  t.is((await eventsOf(server.readStream(`one-${stream}`))).length, 1);
  for (const [store, numbers] of [
    [one, [0]],
    [two, [10, 11]],
  ] as const) {
    t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), numbers);
    t.deepEqual(numbersOf(await eventsOf(store.readAll())), numbers);
    t.deepEqual(numbersOf(await eventsOf(store.readCategory(category))), numbers);
    t.is((await eventsOf(store.readAll()))[0]?.stream, stream);
    t.is(await store.head(), (await eventsOf(store.readAll())).at(-1)?.position);
  }
  t.deepEqual(await eventsOf(plain.readStream(stream)), []);
});

test('what the options cannot mean is refused when the store is opened', async t => {
  const { eventStoreDb } = await import('../../../adapters/eventstoredb/event-store.ts');
  await t.throwsAsync(eventStoreDb({ url: 'esdb://example:2113' }), { message: /username and a password/ });
  await t.throwsAsync(eventStoreDb({ url: 'esdb://a?tls=false', streamPrefix: 'a b' }), { message: /streamPrefix/ });
  await t.throwsAsync(eventStoreDb({ url: 'esdb://a?tls=false', resubscribe: { minMs: 9, maxMs: 1 } }));
  for (const options of [
    { url: 'esdb://user:pass@example:2113' },
    { url: 'esdb://example:2113', username: 'a', password: 'b' },
  ]) {
    await (await eventStoreDb(options)).close();
  }
});
