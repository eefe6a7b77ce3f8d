import test from 'ava';
import { EventTooLarge, OutcomeUnknown, RevisionConflict, StoreUnavailable } from '../../../actors/ports.ts';
import type { StreamName } from '../../../domain/ids.ts';
import type { NewEvent } from '../../../domain/message.ts';
import { eventsOf, freshStream, numbered, numbersOf, type Store } from '../event-store-contract/samples.ts';
import { opened, openedDouble, openedStore } from './opened.ts';

/** How often an append failed before it was done. A busy machine may take longer than a short deadline: up to 20. */
async function attempts(store: Store, stream: StreamName, events: NewEvent[]): Promise<number> {
  for (let failed = 0; ; failed += 1) {
    try {
      await store.append(stream, 'no_stream', events);
      return failed;
    } catch (error) {
      if (failed >= 20) throw error;
    }
  }
}

test.serial(
  '[E1] a server that is down is StoreUnavailable with a hint, and appends work again once it is up',
  async t => {
    const { double, store } = await opened(t);
    const stream = freshStream();
    const events = numbered(2);
    await store.append(stream, 'no_stream', events);
    await double.down();
    // The first may be cut on the old connection; those after it find none.
    await t.throwsAsync(store.append(stream, 1n, numbered(1)));
    for (let time = 0; time < 4; time += 1) {
      const error = await t.throwsAsync(store.append(stream, 1n, numbered(1)), { instanceOf: StoreUnavailable });
      t.regex(error.hint, /running and reachable/);
    }
    await double.up();
    t.is((await store.append(stream, 1n, numbered(1, 2))).revision, 2n);
    t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2]);
  },
);

test.serial('[E1] a server that never was is StoreUnavailable at the first call', async t => {
  const { double, store } = await opened(t);
  await double.down();
  await t.throwsAsync(store.append(freshStream(), 'no_stream', numbered(1)), { instanceOf: StoreUnavailable });
  await t.throwsAsync(store.head(), { instanceOf: StoreUnavailable });
  await t.throwsAsync(eventsOf(store.readStream(freshStream())), { instanceOf: StoreUnavailable });
});

test.serial(
  '[E1] what the server turns away at the door is StoreUnavailable, what it may have taken is OutcomeUnknown',
  async t => {
    const { double, store } = await opened(t);
    const answered = async (code: number, details: string) => {
      double.faults.add('append', { kind: 'status', code, details });
      return t.throwsAsync(store.append(freshStream(), 'no_stream', numbered(1)));
    };
    t.true((await answered(14, 'Server Is Not Ready')) instanceof StoreUnavailable);
    t.true((await answered(14, 'Server Is Too Busy')) instanceof StoreUnavailable);
    t.true((await answered(2, 'No leader info available in response')) instanceof StoreUnavailable);
    t.true((await answered(7, 'Access Denied')) instanceof StoreUnavailable);
    t.true((await answered(14, 'something broke')) instanceof OutcomeUnknown);
    t.true((await answered(10, 'Operation timed out: Commit phase timeout.')) instanceof OutcomeUnknown);
    t.true((await answered(4, 'Deadline Exceeded')) instanceof OutcomeUnknown);
    t.true((await answered(1, 'Cancelled')) instanceof OutcomeUnknown);
    t.true((await answered(13, 'Internal')) instanceof OutcomeUnknown);
  },
);

test.serial(
  '[E4] an append cut before or after the commit is OutcomeUnknown; the same again is there once',
  async t => {
    const { double, store } = await opened(t);
    for (const kind of ['cut_before', 'cut_after'] as const) {
      const stream = freshStream();
      const events = numbered(2);
      double.faults.add('append', { kind });
      const error = await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: OutcomeUnknown });
      t.regex(error.hint, /same events again/);
      t.is((await store.append(stream, 'no_stream', events)).revision, 1n);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1]);
    }
  },
);

test.serial('[E4] an append that is not answered is OutcomeUnknown within its deadline', async t => {
  const { double, store } = await opened(t, { appendDeadlineMs: 150 });
  double.faults.add('append', { kind: 'stall' });
  const before = performance.now();
  await t.throwsAsync(store.append(freshStream(), 'no_stream', numbered(1)), { instanceOf: OutcomeUnknown });
  const took = performance.now() - before;
  t.true(took >= 140 && took < 5_000, `${took} ms`);
});

test.serial('[E4] a repeat that is answered without a position finds it', async t => {
  const { double, store } = await opened(t);
  const stream = freshStream();
  const events = numbered(2);
  const first = await store.append(stream, 'no_stream', events);
  double.faults.add('append', { kind: 'no_position' }, 2);
  t.deepEqual(await store.append(stream, 'no_stream', events), first);
  double.faults.add('read', { kind: 'status', code: 14, details: 'Server Is Not Ready' });
  await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: OutcomeUnknown });
});

test.serial('[E3] a conflict told in the trailers is the same conflict', async t => {
  const { double, store } = await opened(t);
  for (const [told, actual] of [
    ['7', 7n],
    ['-1', 'no_stream'],
    ['', 'no_stream'],
  ] as const) {
    double.faults.add('append', { kind: 'wrong_version', actual: told });
    const error = await t.throwsAsync(store.append(freshStream(), 3n, numbered(1)), { instanceOf: RevisionConflict });
    t.like(error, { expected: 3n, actual });
  }
});

test.serial('a follower that names the leader is left for it, at once and for good', async t => {
  const { double, store, server } = await opened(t);
  const { eventStoreDbDouble } = await import('../../doubles/eventstoredb/double.ts');
  const leader = await eventStoreDbDouble(server);
  t.teardown(() => leader.close());
  const stream = freshStream();
  double.faults.add('append', { kind: 'not_leader', host: '127.0.0.1', port: leader.port });
  t.is((await store.append(stream, 'no_stream', numbered(1))).revision, 0n);
  t.is((await store.append(stream, 0n, numbered(1))).revision, 1n);
  t.deepEqual(
    [double.heard, leader.heard].map(heard => heard.length),
    [1, 2],
  );
  t.is(double.heard[0]?.headers['requires-leader'], 'true');
});

test.serial('[E1] a client that clings to a dead leader is replaced after three failures', async t => {
  const { double, store, notices } = await opened(t, { appendDeadlineMs: 200 });
  const { double: dead } = await openedDouble(t);
  dead.faults.add('append', { kind: 'stall' }, 1_000);
  const stream = freshStream();
  const events = numbered(1);
  double.faults.add('append', { kind: 'not_leader', host: '127.0.0.1', port: dead.port });
  t.true((await attempts(store, stream, events)) >= 2);
  t.like(notices[0], { kind: 'client_rebuilt', role: 'calls', failures: 3 });
  t.is((await eventsOf(store.readStream(stream))).length, 1);
});

test.serial('[E1] a client whose connection is dead is replaced by one with a connection of its own', async t => {
  const { double, store, notices } = await opened(t, { appendDeadlineMs: 200 });
  const stream = freshStream();
  const events = numbered(1);
  await attempts(store, freshStream(), numbered(1));
  notices.length = 0;
  double.freeze();
  t.true((await attempts(store, stream, events)) >= 3);
  t.like(notices[0], { kind: 'client_rebuilt', role: 'calls', failures: 3 });
  t.is((await eventsOf(store.readStream(stream))).length, 1);
});

test.serial('subscriptions have a connection of their own, so that they cannot use up the room for calls', async t => {
  const { double, store } = await opened(t);
  await store.append(freshStream(), 'no_stream', numbered(1));
  t.is(double.connections(), 1);
  for await (const _ of store.subscribeAll({ signal: new AbortController().signal })) break;
  t.is(double.connections(), 2);
});

test.serial('an append over the limit is refused before a byte of it is sent', async t => {
  const { double, store } = await opened(t);
  const [event] = numbered(1);
  const large = { ...event!, data: { text: 'x'.repeat(1024 * 1024) } };
  await t.throwsAsync(store.append(freshStream(), 'no_stream', [large]), { instanceOf: EventTooLarge });
  t.deepEqual(double.heard, []);
});

test.serial(
  'every append has a deadline on the wire, takes the unary call, and asks for nothing beside it',
  async t => {
    const { double, store } = await opened(t, { appendDeadlineMs: 700 });
    await Promise.all(numbered(5).map(event => store.append(freshStream(), 'no_stream', [event])));
    t.deepEqual(
      double.heard.map(({ point }) => point),
      Array.from({ length: 5 }, () => 'append'),
    );
    t.true(double.heard.every(({ deadlineMs }) => deadlineMs !== undefined && deadlineMs > 0 && deadlineMs <= 700));
  },
);

test.serial('a cluster is found by gossip, and its leader taken', async t => {
  const { double, server } = await openedDouble(t);
  const { double: follower } = await openedDouble(t);
  const members = [
    { host: '127.0.0.1', port: follower.port, isLeader: false },
    { host: '127.0.0.1', port: double.port, isLeader: true },
  ];
  follower.setMembers(members);
  double.setMembers(members);
  const hosts = `127.0.0.1:${follower.port},127.0.0.1:${double.port}`;
  const { store } = await openedStore(t, {
    url: `esdb://${hosts}?tls=false&maxDiscoverAttempts=2&discoveryInterval=5`,
  });
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(1));
  t.is((await eventsOf(server.readStream(stream))).length, 1);

  await Promise.all([double.down(), follower.down()]);
  await t.throwsAsync(store.append(stream, 0n, numbered(1)));
  await t.throwsAsync(store.append(stream, 0n, numbered(1)), { instanceOf: StoreUnavailable });
});

test.serial('closing waits for an append under way no longer than its deadline', async t => {
  const { double, store } = await opened(t, { appendDeadlineMs: 150 });
  double.faults.add('append', { kind: 'stall' });
  const pending = t.throwsAsync(store.append(freshStream(), 'no_stream', numbered(1)), { instanceOf: OutcomeUnknown });
  const before = performance.now();
  await store.close();
  t.true(performance.now() - before < 5_000);
  await pending;
});
