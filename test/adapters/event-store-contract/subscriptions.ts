import test from 'ava';
import type { RecordedEvent } from '../../../domain/message.ts';
import {
  follow,
  freshCategory,
  freshStream,
  headOf,
  numbered,
  numbersOf,
  type OpenStore,
  type Store,
} from './samples.ts';

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const reach = (count: number) => (events: RecordedEvent[]) => events.length >= count;

/** Appends events `from` to `until`, one an append, one after another. */
async function appendEach(store: Store, stream: `${string}-${string}`, from: number, until: number) {
  for (let n = from; n < until; n += 1) {
    await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), numbered(1, n));
  }
}

/** What every engine holds about following the log. */
export function subscriptionContract(name: string, open: OpenStore): void {
  test.serial(
    `[E5] a subscription gives what is there, says that it caught up, then gives what comes (${name})`,
    async t => {
      const { store } = await open(t);
      const category = freshCategory();
      const stream = freshStream(category);
      const start = await headOf(store);
      for (let n = 0; n < 600; n += 100) {
        await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), numbered(100, n));
      }
      const pages: number[] = [];
      let caughtUpAt: number | undefined;
      const onPage = async (page: RecordedEvent[]) => {
        if (page.length > 0) pages.push(page.length);
        else if (caughtUpAt === undefined) {
          caughtUpAt = pages.reduce((sum, length) => sum + length, 0);
          await appendEach(store, stream, 600, 603);
        }
      };
      const seen = await follow(store, { ...start, category, onPage }, reach(603));
      t.deepEqual(numbersOf(seen), range(603));
      t.true(caughtUpAt !== undefined && caughtUpAt >= 600);
      t.true(pages.every(length => length <= 500));
      await store.close();
    },
  );

  test.serial(
    `[E5] a subscription at the head says so at once, and misses nothing appended right then (${name})`,
    async t => {
      const { store } = await open(t);
      for (let time = 0; time < 20; time += 1) {
        const category = freshCategory();
        let appending: Promise<unknown> | undefined;
        const onPage = (page: RecordedEvent[]) => {
          if (page.length === 0) appending ??= store.append(freshStream(category), 'no_stream', numbered(1));
        };
        const seen = await follow(store, { ...(await headOf(store)), category, onPage }, reach(1));
        await appending;
        t.is(seen.length, 1);
      }
      await store.close();
    },
  );

  test.serial(
    `[E5] [I21] several subscriptions see every event once, in order, while appends go on (${name})`,
    async t => {
      const { store } = await open(t);
      const category = freshCategory();
      const start = await headOf(store);
      const streams = [freshStream(category), freshStream(category), freshStream(category)];
      const followers = range(3).map(() => follow(store, { ...start, category }, reach(300)));
      await Promise.all(streams.map(stream => appendEach(store, stream, 0, 100)));
      const [first, ...others] = await Promise.all(followers);
      t.true(first!.every((event, index) => index === 0 || event.position > first![index - 1]!.position));
      for (const stream of streams) {
        t.deepEqual(numbersOf(first!.filter(event => event.stream === stream)), range(100));
      }
      for (const other of others) t.deepEqual(other, first);
      await store.close();
    },
  );

  test.serial(`[E5] a new subscription from the last position seen has no gap and no repeat (${name})`, async t => {
    const { store } = await open(t);
    const category = freshCategory();
    const stream = freshStream(category);
    const start = await headOf(store);
    await appendEach(store, stream, 0, 20);
    const first = (await follow(store, { ...start, category }, reach(7))).slice(0, 7);
    const second = await follow(store, { after: first.at(-1)!.position, category }, reach(13));
    t.deepEqual(numbersOf([...first, ...second]), range(20));
    await store.close();
  });

  test.serial(`[E5] a subscription that is cut goes on after the last page it gave (${name})`, async t => {
    const { store, cutSubscriptions } = await open(t);
    const category = freshCategory();
    const stream = freshStream(category);
    const start = await headOf(store);
    let cut = false;
    const onPage = async (page: RecordedEvent[]) => {
      if (page.length > 0 || cut) return;
      cut = true;
      await appendEach(store, stream, 0, 5);
      if (cutSubscriptions === undefined) t.log('this engine cannot be made to cut a subscription');
      else await cutSubscriptions();
      await appendEach(store, stream, 5, 10);
    };
    const seen = await follow(store, { ...start, category, onPage }, reach(10));
    t.deepEqual(numbersOf(seen), range(10));
    await store.close();
  });

  test.serial(`a subscription ends when its signal fires, and when the store is closed (${name})`, async t => {
    const { store } = await open(t);
    const stop = new AbortController();
    const ended = async (signal: AbortSignal) => {
      let pages = 0;
      for await (const page of store.subscribeAll({ ...(await headOf(store)), signal })) {
        pages += 1;
        if (page.length === 0) queueMicrotask(() => stop.abort());
      }
      return pages;
    };
    t.true((await ended(stop.signal)) >= 1);
    t.is(await ended(AbortSignal.abort()), 0);

    const caughtUp = Promise.withResolvers<void>();
    const closed = (async () => {
      for await (const page of store.subscribeAll({ signal: new AbortController().signal })) {
        if (page.length === 0) caughtUp.resolve();
      }
    })();
    await caughtUp.promise;
    await store.close();
    await t.notThrowsAsync(closed);
  });
}
