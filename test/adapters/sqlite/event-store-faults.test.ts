import { setImmediate } from 'node:timers/promises';
import { default as test } from 'ava';
import { OutcomeUnknown, StoreUnavailable } from '../../../actors/ports.ts';
import { eventsOf, freshStream, newEvent, numbered, numbersOf } from '../event-store-contract/samples.ts';
import { freshPath, openStore } from './open-store.ts';

test('while a sync hangs the event loop turns, and reads are answered', async t => {
  const store = await openStore(t, await freshPath(t));
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(3));
  store.faults.slowSync(1_000);
  let answered = false;
  const append = store.append(stream, 2n, numbered(1, 3)).then(() => {
    answered = true;
  });
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  t.true((await eventsOf(store.readStream(stream))).length >= 3);
  t.false(answered);
  store.faults.slowSync(0);
  await append;
});

test('appends that come while a sync runs share the next one', async t => {
  const store = await openStore(t, await freshPath(t), { slowSyncMs: 50 });
  const start = performance.now();
  const appends = Array.from({ length: 200 }, () => store.append(freshStream(), 'no_stream', numbered(1)));
  const positions = (await Promise.all(appends)).map(({ position }) => position);
  t.deepEqual(
    positions,
    Array.from({ length: 200 }, (_, index) => BigInt(index + 1)),
  );
  t.true(performance.now() - start < 200 * 50 * 0.5, 'one sync for each would take 10 s');
});

test('[E4] an append without an answer in time is OutcomeUnknown, and the same again gives its place', async t => {
  const store = await openStore(t, await freshPath(t), { slowSyncMs: 600, deadlineMs: 200 });
  const stream = freshStream();
  const events = numbered(1);
  await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: OutcomeUnknown, message: /200 ms/ });
  store.faults.slowSync(0);
  const again = async (): Promise<bigint> => {
    try {
      return (await store.append(stream, 'no_stream', events)).revision;
    } catch (error) {
      if (error instanceof OutcomeUnknown) return again();
      throw error;
    }
  };
  t.is(await again(), 0n);
  t.is((await eventsOf(store.readStream(stream))).length, 1);
});

test('[E4] when the thread dies, what it had is OutcomeUnknown, what waits is written by the next one', async t => {
  const store = await openStore(t, await freshPath(t), { slowSyncMs: 100 });
  store.faults.crashAfterNextCommit();
  const [one, two] = [freshStream(), freshStream()];
  const [first, second] = [numbered(1), numbered(1)];
  const cut = store.append(one, 'no_stream', first);
  const error = await t.throwsAsync(cut, { instanceOf: OutcomeUnknown, message: /died/ });
  t.regex(error.hint, /same again/);
  const [resolved, waited] = await Promise.all([
    store.append(one, 'no_stream', first),
    store.append(two, 'no_stream', second),
  ]);
  t.deepEqual([resolved.revision, waited.revision], [0n, 0n]);
  t.true(waited.position > resolved.position);
});

test('closing finishes also the appends that wait for a thread being opened again', async t => {
  const store = await openStore(t, await freshPath(t), { reopenDelayMs: { first: 600, last: 600 } });
  store.faults.crashAfterNextCommit();
  await t.throwsAsync(store.append(freshStream(), 'no_stream', numbered(1)), { instanceOf: OutcomeUnknown });
  const waiting = store.append(freshStream(), 'no_stream', numbered(1));
  await store.close();
  t.is((await waiting).revision, 0n);
});

test('more appends than may wait are refused as StoreUnavailable, and nothing of them is written', async t => {
  const store = await openStore(t, await freshPath(t), { slowSyncMs: 100, inFlightMax: 10 });
  const stream = freshStream();
  const appends = numbered(15).map((event, n) => store.append(`${stream}${n}`, 'no_stream', [event]));
  const ends = await Promise.allSettled(appends);
  t.deepEqual(
    ends.map(end => end.status),
    [...Array(10).fill('fulfilled'), ...Array(5).fill('rejected')],
  );
  t.true(ends.slice(10).every(end => end.status === 'rejected' && end.reason instanceof StoreUnavailable));
  t.deepEqual(await eventsOf(store.readStream(`${stream}10`)), []);
  await t.notThrowsAsync(store.append(`${stream}10`, 'no_stream', numbered(1)));
});

test('more bytes than may wait are refused as StoreUnavailable', async t => {
  const store = await openStore(t, await freshPath(t), { slowSyncMs: 50, inFlightBytesMax: 10_000 });
  const large = () => store.append(freshStream(), 'no_stream', [newEvent({ text: 'x'.repeat(6_000) })]);
  const [first, second] = await Promise.allSettled([large(), large()]);
  t.is(first.status, 'fulfilled');
  t.true(second.status === 'rejected' && second.reason instanceof StoreUnavailable);
  await t.notThrowsAsync(large());
});

test('appends given up on take their room until the hung disk has answered them', async t => {
  const options = { slowSyncMs: 1_000, deadlineMs: 100, inFlightMax: 2 };
  const store = await openStore(t, await freshPath(t), options);
  const append = () => store.append(freshStream(), 'no_stream', numbered(1));
  for (const end of await Promise.allSettled([append(), append()])) {
    t.true(end.status === 'rejected' && end.reason instanceof OutcomeUnknown);
  }
  await t.throwsAsync(append(), { instanceOf: StoreUnavailable, message: /2 \(.* wait to be written/ });
  store.faults.slowSync(0);
  const accepted = async (): Promise<unknown> => append().catch(() => setImmediate().then(accepted));
  await t.notThrowsAsync(accepted());
});

test('[E6] a full log refuses with StoreUnavailable, can be read, and goes on when there is room', async t => {
  const path = await freshPath(t);
  const small = await openStore(t, path, { fileBytesMax: 200_000 });
  const stream = freshStream();
  let written = 0;
  const fill = async (): Promise<never> => {
    for (;;) {
      await small.append(stream, written === 0 ? 'no_stream' : BigInt(written - 1), [
        newEvent({ n: written, text: 'x'.repeat(10_000) }),
      ]);
      written += 1;
    }
  };
  const error = await t.throwsAsync(fill(), { instanceOf: StoreUnavailable });
  t.regex(error.hint, /full/);
  t.true(written > 5);
  t.is((await eventsOf(small.readStream(stream))).length, written);
  await small.close();

  const roomy = await openStore(t, path);
  t.is((await roomy.append(stream, BigInt(written - 1), [newEvent({ n: written })])).revision, BigInt(written));
  t.deepEqual(
    numbersOf(await eventsOf(roomy.readStream(stream))),
    Array.from({ length: written + 1 }, (_, n) => n),
  );
});

test('an instant of recording comes from the clock given', async t => {
  const store = await openStore(t, await freshPath(t), { clock: { now: () => '2001-02-03T04:05:06.007Z' } });
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(1));
  t.is((await eventsOf(store.readStream(stream)))[0]?.recordedAt, '2001-02-03T04:05:06.007Z');
});
