import test from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import type { RecordedEvent } from '../../../domain/message.ts';
import {
  eventsOf,
  freshCategory,
  freshStream,
  headOf,
  numbered,
  numbersOf,
  type OpenStore,
  pagesOf,
  type Store,
} from './samples.ts';

const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, index) => from + index);

/** A stream of 1,200 events, more than two pages. */
async function longStream(store: Store, category = freshCategory()) {
  const stream = freshStream(category);
  for (let n = 0; n < 1200; n += 100) {
    await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), numbered(100, n));
  }
  return stream;
}

/** What every engine holds about reading. */
export function readContract(name: string, open: OpenStore): void {
  test.serial(`a stream is read whole, in order, in pages of at most 500 (${name})`, async t => {
    const { store } = await open(t);
    const pages = await pagesOf(store.readStream(await longStream(store)));
    t.true(pages.every(page => page.length > 0 && page.length <= 500));
    t.deepEqual(numbersOf(pages.flat()), range(0, 1200));
    await store.close();
  });

  test.serial(`a stream is read from a revision, backwards, and up to a limit (${name})`, async t => {
    const { store } = await open(t);
    const stream = await longStream(store);
    const numbers = async (options: Parameters<Store['readStream']>[1]) =>
      numbersOf(await eventsOf(store.readStream(stream, options)));
    t.deepEqual(await numbers({ from: 1190n }), range(1190, 1200));
    t.deepEqual(await numbers({ from: 1200n }), []);
    t.deepEqual(await numbers({ from: 3n, limit: 2 }), [3, 4]);
    t.deepEqual(await numbers({ limit: 700 }), range(0, 700));
    t.deepEqual(await numbers({ limit: 0 }), []);
    t.deepEqual(await numbers({ backwards: true }), range(0, 1200).reverse());
    t.deepEqual(await numbers({ backwards: true, limit: 1 }), [1199]);
    t.deepEqual(await numbers({ backwards: true, from: 600n, limit: 601 }), range(0, 601).reverse());
    await store.close();
  });

  test.serial(`a stream that is not there has no events (${name})`, async t => {
    const { store } = await open(t);
    t.deepEqual(await pagesOf(store.readStream(freshStream())), []);
    t.deepEqual(await pagesOf(store.readStream(freshStream(), { backwards: true })), []);
    t.deepEqual(await pagesOf(store.readCategory(freshCategory())), []);
    await store.close();
  });

  test.serial(`[I21] the whole log is read in the order of positions, after one and before one (${name})`, async t => {
    const { store } = await open(t);
    const start = await headOf(store);
    const category = freshCategory();
    await longStream(store, category);
    const other = await store.append(freshStream(category), 'no_stream', numbered(2, 1200));
    const mine = (events: RecordedEvent[]) => events.filter(event => event.stream.startsWith(`${category}-`));
    const pages = await pagesOf(store.readAll(start));
    t.true(pages.every(page => page.length > 0 && page.length <= 500));
    const all = pages.flat();
    t.deepEqual(numbersOf(mine(all)), range(0, 1202));
    t.true(all.every((event, index) => index === 0 || event.position > all[index - 1]!.position));
    t.true((await store.head())! >= other.position);

    const [from, before] = [mine(all)[599]!.position, mine(all)[600]!.position];
    t.is(mine(await eventsOf(store.readAll({ after: from, limit: 1 })))[0]?.data.n, 600);
    t.is((await eventsOf(store.readAll({ after: from, limit: 501 }))).length, 501);
    const backwards = mine(await eventsOf(store.readAll({ after: before, backwards: true, limit: 600 })));
    t.deepEqual(numbersOf(backwards), range(0, 600).reverse());
    t.is((await eventsOf(store.readAll({ backwards: true, limit: 1 })))[0]?.position, await store.head());
    await store.close();
  });

  test.serial(
    `a category is all its streams and no other, in the order of the log, after a position (${name})`,
    async t => {
      const { store } = await open(t);
      const category = freshCategory();
      const streams = [freshStream(category), freshStream(category), freshStream(`${category}x`)] as const;
      for (let n = 0; n < 600; n += 2) {
        const expected = n === 0 ? ('no_stream' as const) : BigInt(n / 2 - 1);
        await Promise.all(streams.map((stream, lane) => lane === 1 || store.append(stream, expected, numbered(1, n))));
        await store.append(streams[1], expected, numbered(1, n + 1));
      }
      const pages = await pagesOf(store.readCategory(category));
      t.true(pages.every(page => page.length > 0 && page.length <= 500));
      t.deepEqual(numbersOf(pages.flat()), range(0, 600));
      const after = pages.flat()[549]!.position;
      t.deepEqual(numbersOf(await eventsOf(store.readCategory(category, { after }))), range(550, 600));
      t.deepEqual(numbersOf(await eventsOf(store.readCategory(category, { after, limit: 3 }))), [550, 551, 552]);
      await store.close();
    },
  );

  test.serial(`a read stops between two pages when its signal fires (${name})`, async t => {
    const { store } = await open(t);
    const category = freshCategory();
    const start = await headOf(store);
    const stream = await longStream(store, category);
    const reads = (signal: AbortSignal) => [
      store.readStream(stream, { signal }),
      store.readCategory(category, { signal }),
      store.readAll({ ...start, signal }),
    ];
    for (const which of [0, 1, 2]) {
      const stop = new AbortController();
      let pages = 0;
      for await (const _ of reads(stop.signal)[which]!) {
        pages += 1;
        stop.abort();
      }
      t.is(pages, 1);
      t.deepEqual(await pagesOf(reads(AbortSignal.abort())[which]!), []);
    }
    await store.close();
  });

  test.serial(`a read left half-way leaves the store usable (${name})`, async t => {
    const { store } = await open(t);
    const stream = await longStream(store);
    for (let time = 0; time < 5; time += 1) {
      for await (const page of store.readStream(stream)) if (page.length > 0) break;
    }
    t.is((await store.append(stream, 1199n, numbered(1))).revision, 1200n);
    await store.close();
  });

  test.serial(`once closed, the store refuses with StoreUnavailable; closing again is harmless (${name})`, async t => {
    const { store } = await open(t);
    const stream = freshStream();
    const pending = Promise.all(numbered(5).map((event, n) => store.append(`${stream}${n}`, 'no_stream', [event])));
    await store.close();
    t.is((await pending).length, 5);
    await t.throwsAsync(store.append(stream, 'no_stream', numbered(1)), { instanceOf: StoreUnavailable });
    await t.throwsAsync(eventsOf(store.readStream(stream)), { instanceOf: StoreUnavailable });
    await t.throwsAsync(store.head(), { instanceOf: StoreUnavailable });
    await store.close();
  });
}
