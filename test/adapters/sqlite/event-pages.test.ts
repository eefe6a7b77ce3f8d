import { setImmediate } from 'node:timers/promises';
import { default as test } from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import { eventPages } from '../../../adapters/sqlite/event-pages.ts';
import type { Page, PageQuery } from '../../../adapters/sqlite/page-query.ts';
import { eventsOf, freshStream, numbered } from '../event-store-contract/samples.ts';
import { freshPath, openStore } from './open-store.ts';

const start = { of: 'all', key: '', backwards: false, beyond: 0, until: 1_000 } as const;

/** Pages without end, that fail from the `failing`-th on. */
function endlessLog(failing = Number.POSITIVE_INFINITY) {
  const asked: number[] = [];
  const read = async ({ beyond, eventsMax }: PageQuery): Promise<Page> => {
    asked.push(eventsMax);
    if (asked.length >= failing) throw new StoreUnavailable('away', { hint: '' });
    const events = Array.from({ length: eventsMax }, () => ({ revision: 0, position: 0 }));
    return { text: JSON.stringify(events), count: eventsMax, last: beyond + eventsMax, more: true };
  };
  return { asked, read };
}

test('a slow reader is read for slowly: one page ahead, and no more', async t => {
  const { asked, read } = endlessLog();
  const pages = eventPages(read, start, { limit: 1_000, pageEventsMax: 10 });
  for (let taken = 1; taken <= 3; taken += 1) {
    await pages.next();
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    t.is(asked.length, taken + 1);
  }
});

test('no more is read than the limit asks for', async t => {
  const { asked, read } = endlessLog();
  t.is((await eventsOf(eventPages(read, start, { limit: 25, pageEventsMax: 10 }))).length, 25);
  t.deepEqual(asked, [10, 10, 5]);
});

test('a page read ahead that fails, fails for whoever comes for it, and for nobody when nobody comes', async t => {
  const first = eventPages(endlessLog(2).read, start, { limit: 100, pageEventsMax: 10 });
  t.is((await first.next()).value?.length, 10);
  await setImmediate();
  await t.throwsAsync(first.next(), { instanceOf: StoreUnavailable });
  const second = eventPages(endlessLog(2).read, start, { limit: 100, pageEventsMax: 10 });
  await second.next();
  await second.return(undefined);
  await setImmediate();
});

test('a read of the whole log ends at the head as it was when it began, however much is appended meanwhile', async t => {
  const store = await openStore(t, await freshPath(t), { maxPageEvents: 10 });
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(25));
  let seen = 0;
  for await (const page of store.readAll()) {
    await store.append(stream, BigInt(24 + seen), numbered(10));
    seen += page.length;
    if (seen > 25) break;
  }
  t.is(seen, 25);
});
