import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { default as test } from 'ava';
import { openSqliteEventLog } from '../../../adapters/sqlite/open-event-log.ts';
import { eventsOf, follow, freshCategory, freshStream, numbered, numbersOf } from '../event-store-contract/samples.ts';
import { freshPath, openStore } from './open-store.ts';

const appendLoop = fileURLToPath(new URL('append-loop.ts', import.meta.url));

test('a reader beside a running store sees what it sees, and changes nothing', async t => {
  const path = await freshPath(t);
  const store = await openStore(t, path);
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(700));
  const reader = await openSqliteEventLog({ path });
  for (const read of [
    (log: typeof reader) => log.readAll(),
    (log: typeof reader) => log.readAll({ backwards: true, limit: 5 }),
    (log: typeof reader) => log.readStream(stream, { from: 10n }),
    (log: typeof reader) => log.readCategory(stream.slice(0, 16), { after: 600n }),
  ]) {
    t.deepEqual(await eventsOf(read(reader)), await eventsOf(read(store)));
  }
  t.is(await reader.head(), await store.head());
  await reader.close();
  await reader.close();
});

test('[E5] an append in the same process wakes a waiting reader without a poll', async t => {
  const path = await freshPath(t);
  const store = await openStore(t, path);
  const reader = await openSqliteEventLog({ path, pollMs: 3_600_000 });
  const category = freshCategory();
  const onPage = async (page: unknown[]) => {
    if (page.length === 0) setImmediate(() => store.append(freshStream(category), 'no_stream', numbered(1)));
  };
  const seen = await follow({ ...reader, append: store.append }, { category, onPage }, events => events.length === 1);
  t.is(seen.length, 1);
  await reader.close();
});

test('[E5] what another process appends reaches a waiting reader', async t => {
  const path = await freshPath(t);
  await (await openStore(t, path)).close();
  const reader = await openSqliteEventLog({ path });
  let child: ReturnType<typeof fork> | undefined;
  const onPage = async () => {
    child ??= fork(appendLoop, [path, '30'], { stdio: 'ignore' });
  };
  const append = () => Promise.reject(new Error('a reader does not append'));
  const seen = await follow({ ...reader, append }, { category: 'crash', onPage }, events => events.length === 30);
  t.deepEqual(
    numbersOf(seen.filter(event => event.stream === 'crash-0')),
    Array.from({ length: 10 }, (_, n) => n),
  );
  if (child!.exitCode === null) await once(child!, 'exit');
  await reader.close();
});

test('closing a reader ends its subscriptions', async t => {
  const path = await freshPath(t);
  await openStore(t, path);
  const reader = await openSqliteEventLog({ path });
  const pages = reader.subscribeAll({ signal: new AbortController().signal })[Symbol.asyncIterator]();
  t.deepEqual((await pages.next()).value, []);
  const next = pages.next();
  await reader.close();
  t.true((await next).done);
});
