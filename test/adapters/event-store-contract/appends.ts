import { AssertionError } from 'node:assert';
import { randomUUID } from 'node:crypto';
import test from 'ava';
import { EventTooLarge, OutcomeUnknown, RevisionConflict } from '../../../actors/ports.ts';
import { eventsOf, freshCategory, freshStream, newEvent, numbered, numbersOf, type OpenStore } from './samples.ts';

const mebibyte = 1024 * 1024;

/** What every engine holds about writing. */
export function appendContract(name: string, open: OpenStore): void {
  test.serial(
    `[I21] revisions are contiguous from 0 and positions rise, across streams and appends (${name})`,
    async t => {
      const { store } = await open(t);
      const category = freshCategory();
      const streams = [freshStream(category), freshStream(category)] as const;
      const first = await store.append(streams[0], 'no_stream', numbered(3));
      const second = await store.append(streams[1], 'no_stream', numbered(1));
      const third = await store.append(streams[0], 2n, numbered(2, 3));
      t.deepEqual([first.revision, second.revision, third.revision], [2n, 0n, 4n]);
      t.true(first.position < second.position && second.position < third.position);
      const read = await eventsOf(store.readStream(streams[0]));
      t.deepEqual(
        read.map(event => event.revision),
        [0n, 1n, 2n, 3n, 4n],
      );
      t.true(read.every((event, index) => index === 0 || event.position > read[index - 1]!.position));
      t.is(read[2]!.position, first.position);
      t.is(read[4]!.position, third.position);
      await store.close();
    },
  );

  test.serial(`an event comes back as it was given, with its place and its instant (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const given = newEvent(
      { text: '–"\\\u0000\u2028 🧭 å', nested: [{ a: null, b: [true, 1.5, -3e9] }], '': {} },
      'Ünusual "type"',
    );
    await store.append(stream, 'no_stream', [given]);
    const [read] = await eventsOf(store.readStream(stream));
    const { revision, position, recordedAt, ...rest } = read!;
    t.deepEqual(rest, { ...given, stream });
    t.is(revision, 0n);
    t.is(typeof position, 'bigint');
    t.regex(recordedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    await store.close();
  });

  test.serial(`an append takes its events as they are at the call (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const data = { n: 1 };
    const appended = store.append(stream, 'no_stream', [newEvent(data)]);
    data.n = 2;
    await appended;
    t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [1]);
    await store.close();
  });

  test.serial(`event ids come back in lower case, and are the same id in either case (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const id = randomUUID();
    await store.append(stream, 'no_stream', [newEvent({}, 'A', id.toUpperCase())]);
    t.is((await eventsOf(store.readStream(stream)))[0]!.id, id);
    t.is((await store.append(stream, 'no_stream', [newEvent({}, 'A', id)])).revision, 0n);
    await store.close();
  });

  test.serial(
    `[E3] a wrong revision is refused with the expected and the actual one, and writes nothing (${name})`,
    async t => {
      const { store } = await open(t);
      const stream = freshStream();
      const conflict = async (expected: bigint | 'no_stream', actual: bigint | 'no_stream') => {
        const error = await t.throwsAsync(store.append(stream, expected, numbered(1, 99)), {
          instanceOf: RevisionConflict,
        });
        t.like(error, { stream, expected, actual });
      };
      await conflict(0n, 'no_stream');
      await store.append(stream, 'no_stream', numbered(3));
      await conflict('no_stream', 2n);
      await conflict(1n, 2n);
      await conflict(3n, 2n);
      await conflict(2n ** 60n, 2n);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2]);
      await store.close();
    },
  );

  test.serial(`[E3] of many appends at one revision exactly one is written (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const ends = await Promise.allSettled(numbered(20).map(event => store.append(stream, 'no_stream', [event])));
    const refused = ends.filter(end => end.status === 'rejected').map(end => end.reason);
    t.is(refused.length, 19);
    t.true(refused.every(reason => reason instanceof RevisionConflict && reason.actual === 0n));
    t.is((await eventsOf(store.readStream(stream))).length, 1);
    await store.close();
  });

  test.serial(
    `[E4] the same append again writes nothing and gives the same place, even after others (${name})`,
    async t => {
      const { store } = await open(t);
      const stream = freshStream();
      const [one, two, three] = [numbered(2), numbered(2, 2), numbered(1, 4)];
      const first = await store.append(stream, 'no_stream', one);
      const second = await store.append(stream, 1n, two);
      await store.append(stream, 3n, three);
      t.deepEqual(await store.append(stream, 'no_stream', one), first);
      t.deepEqual(await store.append(stream, 1n, two), second);
      t.deepEqual(await store.append(stream, 'no_stream', [...one, ...two]), second);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2, 3, 4]);
      await store.close();
    },
  );

  test.serial(`[E3] a repeat that overlaps only in part, or in another order, is a conflict (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const [a, b, c] = numbered(3) as [
      ReturnType<typeof newEvent>,
      ReturnType<typeof newEvent>,
      ReturnType<typeof newEvent>,
    ];
    await store.append(stream, 'no_stream', [a, b]);
    for (const events of [[a, c], [a, b, c], [b], [b, a]]) {
      await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: RevisionConflict });
    }
    t.is((await eventsOf(store.readStream(stream))).length, 2);
    await store.close();
  });

  test.serial(`at the head an append is written without looking at ids (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const event = newEvent();
    await store.append(stream, 'no_stream', [event]);
    t.is((await store.append(stream, 0n, [event])).revision, 1n);
    await store.close();
  });

  test.serial(
    `[E4] an append whose answer is lost is OutcomeUnknown, and the same again resolves it (${name})`,
    async t => {
      const { store, loseNextAnswer } = await open(t);
      const stream = freshStream();
      const events = numbered(2);
      if (loseNextAnswer === undefined) t.log('this engine cannot be made to lose an answer');
      else {
        await loseNextAnswer();
        const error = await t.throwsAsync(store.append(stream, 'no_stream', events), { instanceOf: OutcomeUnknown });
        t.truthy(error.hint);
      }
      t.is((await store.append(stream, 'no_stream', events)).revision, 1n);
      t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1]);
      await store.close();
    },
  );

  test.serial(`an append of more than 1 MiB is EventTooLarge, one of nearly 1 MiB is written (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const sized = (bytes: number) => newEvent({ text: 'é'.repeat(bytes / 2) });
    await t.throwsAsync(store.append(stream, 'no_stream', [sized(mebibyte)]), { instanceOf: EventTooLarge });
    const half = sized(mebibyte / 2);
    await t.throwsAsync(store.append(stream, 'no_stream', [half, sized(mebibyte / 2)]), { instanceOf: EventTooLarge });
    await store.append(stream, 'no_stream', [half, sized(mebibyte / 2 - 8192)]);
    t.is((await eventsOf(store.readStream(stream))).length, 2);
    await store.close();
  });

  test.serial(
    `what is not JSON, not a uuid, not a stream or not anything is refused before a byte is written (${name})`,
    async t => {
      const { store } = await open(t);
      const stream = freshStream();
      const cycle: Record<string, unknown> = {};
      cycle.self = cycle;
      for (const data of [{ n: 1n }, cycle, undefined, () => 0]) {
        await t.throwsAsync(store.append(stream, 'no_stream', [newEvent(), { ...newEvent(), data: data as never }]), {
          message: /JSON/,
        });
      }
      await t.throwsAsync(store.append(stream, 'no_stream', []), { instanceOf: AssertionError });
      await t.throwsAsync(store.append(stream, 'no_stream', [newEvent({}, 'A', 'no uuid')]), {
        instanceOf: AssertionError,
      });
      await t.throwsAsync(store.append(stream, -1n, [newEvent()]), { instanceOf: AssertionError });
      await t.throwsAsync(store.append('nodash' as never, 'no_stream', [newEvent()]), { instanceOf: AssertionError });
      t.deepEqual(await eventsOf(store.readStream(stream)), []);
      await store.close();
    },
  );
}
