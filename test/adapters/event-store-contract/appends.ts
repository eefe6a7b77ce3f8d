import { AssertionError } from 'node:assert';
import { randomUUID } from 'node:crypto';
import test from 'ava';
import { EventTooLarge } from '../../../actors/ports.ts';
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
