import { setImmediate } from 'node:timers/promises';
import { default as test } from 'ava';
import { StoreCorrupt, StoreUnavailable } from '../../../actors/ports.ts';
import { logHead } from '../../../adapters/sqlite/log-head.ts';
import type { Page, PageQuery } from '../../../adapters/sqlite/page-query.ts';
import { subscription } from '../../../adapters/sqlite/subscription.ts';
import type { RecordedEvent } from '../../../domain/message.ts';

/** A log of `length()` events in pages of 10, that counts how often it is read. */
function countedLog(length: () => number) {
  const reads: number[] = [];
  const read = async ({ beyond, eventsMax }: PageQuery): Promise<Page> => {
    reads.push(beyond);
    const count = Math.min(eventsMax, length() - beyond);
    const events = Array.from({ length: count }, (_, index) => ({ revision: 0, position: beyond + index + 1 }));
    return { text: JSON.stringify(events), count, last: beyond + count, more: count === eventsMax };
  };
  return { reads, read };
}

const options = (signal: AbortSignal) => ({ after: 0, signal, pageEventsMax: 10, retryDelayMs: 1 });

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
}

test('[E5] a slow reader is read for slowly: one page ahead, and no more', async t => {
  const { reads, read } = countedLog(() => 1_000);
  const stop = new AbortController();
  const pages = subscription(read, logHead(), options(stop.signal));
  for (let taken = 1; taken <= 3; taken += 1) {
    await pages.next();
    await turns();
    t.is(reads.length, taken + 1);
  }
  stop.abort();
});

test('[E5] a subscription that waits reads nothing until the head rises', async t => {
  let length = 3;
  const { reads, read } = countedLog(() => length);
  const head = logHead();
  head.rise(3);
  const stop = new AbortController();
  const pages = subscription(read, head, options(stop.signal));
  t.is((await pages.next()).value?.length, 3);
  t.deepEqual((await pages.next()).value, []);
  const next = pages.next();
  await turns();
  t.is(reads.length, 1);
  length = 4;
  head.rise(4);
  t.deepEqual(
    (await next).value?.map((event: RecordedEvent) => event.position),
    [4n],
  );
  stop.abort();
});

test('[E5] an event appended after an empty page was read ahead is not slept through', async t => {
  let length = 10;
  const { read } = countedLog(() => length);
  const head = logHead();
  head.rise(10);
  const stop = new AbortController();
  const pages = subscription(read, head, options(stop.signal));
  t.is((await pages.next()).value?.length, 10);
  await turns(); // The next page is read ahead now, and is empty.
  length = 11;
  head.rise(11);
  t.deepEqual((await pages.next()).value, []);
  t.deepEqual(
    (await pages.next()).value?.map((event: RecordedEvent) => event.position),
    [11n],
  );
  stop.abort();
});

test('[E5] a log that cannot be read for a while is read again; one that is corrupt ends it', async t => {
  const log = countedLog(() => 5);
  let failures = 3;
  const read = async (query: PageQuery) => {
    failures -= 1;
    if (failures >= 0) throw new StoreUnavailable('away', { hint: '' });
    return log.read(query);
  };
  const stop = new AbortController();
  t.is((await subscription(read, logHead(), options(stop.signal)).next()).value?.length, 5);
  const torn = async (): Promise<Page> => {
    throw new StoreCorrupt('torn', { hint: '' });
  };
  await t.throwsAsync(subscription(torn, logHead(), options(stop.signal)).next(), { instanceOf: StoreCorrupt });
  stop.abort();
});

test('a subscription ends at once when its signal fires, even while a page hangs', async t => {
  const stop = new AbortController();
  const next = subscription(() => new Promise(() => {}), logHead(), options(stop.signal)).next();
  stop.abort();
  t.true((await next).done);
});
