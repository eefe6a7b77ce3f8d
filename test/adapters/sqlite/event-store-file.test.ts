import { open, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ExecutionContext, default as test } from 'ava';
import { StoreCorrupt, StoreUnavailable } from '../../../actors/ports.ts';
import { openSqliteEventLog } from '../../../adapters/sqlite/open-event-log.ts';
import { eventsOf, freshStream, newEvent, numbered, numbersOf } from '../event-store-contract/samples.ts';
import { freshPath, openStore } from './open-store.ts';

/** Runs SQL on a file as a hand with the `sqlite3` tool would. */
function byHand<Result>(path: string, act: (db: DatabaseSync) => Result): Result {
  const db = new DatabaseSync(path, { timeout: 2_000 });
  try {
    return act(db);
  } finally {
    db.close();
  }
}

async function closedLog(t: ExecutionContext, count = 3) {
  const path = await freshPath(t);
  const store = await openStore(t, path);
  const stream = freshStream();
  await store.append(stream, 'no_stream', numbered(count));
  await store.close();
  return { path, stream };
}

test('[I21] no hand changes or deletes an event, while the store runs or not', async t => {
  const { path, stream } = await closedLog(t);
  const tampering = [
    `UPDATE events SET data = '{}'`,
    'DELETE FROM events',
    'UPDATE events SET position = position + 9',
  ];
  const tamper = () => {
    for (const sql of tampering) {
      t.throws(() => byHand(path, db => db.exec(sql)), { message: /append-only/ });
    }
  };
  tamper();
  const store = await openStore(t, path);
  tamper();
  t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2]);
});

test('[I21] no two events have one revision', async t => {
  const { path, stream } = await closedLog(t);
  const insert = `INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at)
    VALUES ('${stream}', 1, 'x', 'X', '{}', '{}', '')`;
  t.throws(() => byHand(path, db => db.exec(insert)), { message: /UNIQUE/ });
});

test('a second writer of one log is refused, readers are not; once the first is closed it may write', async t => {
  const path = await freshPath(t);
  const first = await openStore(t, path);
  const stream = freshStream();
  await first.append(stream, 'no_stream', numbered(1));
  const error = await t.throwsAsync(openStore(t, path, { lockWaitMs: 50 }), { instanceOf: StoreUnavailable });
  t.regex(error.message, /another program/);
  const reader = await openSqliteEventLog({ path });
  t.is((await eventsOf(reader.readStream(stream))).length, 1);
  await reader.close();
  await first.close();
  const second = await openStore(t, path);
  t.is((await second.append(stream, 0n, numbered(1))).revision, 1n);
});

test('the log is there again after closing and opening, and positions go on rising', async t => {
  const { path, stream } = await closedLog(t);
  const store = await openStore(t, path);
  const { position } = await store.append(stream, 2n, numbered(1, 3));
  t.is(position, 4n);
  t.deepEqual(numbersOf(await eventsOf(store.readStream(stream))), [0, 1, 2, 3]);
});

test('a closed log is one file, that only its owner may read', async t => {
  const { path } = await closedLog(t);
  t.is((await stat(path)).mode & 0o777, 0o600);
  await t.throwsAsync(stat(`${path}-wal`), { code: 'ENOENT' });
});

test('[E7] what is no log, or not whole, is StoreCorrupt on opening and is left as it is', async t => {
  const garbage = await freshPath(t);
  await writeFile(garbage, 'x'.repeat(8_192));
  const foreign = await freshPath(t);
  byHand(foreign, db => db.exec('CREATE TABLE notes (text TEXT)'));
  const { path: newer } = await closedLog(t);
  byHand(newer, db => db.exec('PRAGMA user_version = 2'));
  const { path: unguarded } = await closedLog(t);
  byHand(unguarded, db => db.exec('DROP TRIGGER events_are_never_deleted'));
  for (const path of [garbage, foreign, newer, unguarded]) {
    const before = await stat(path);
    const error = await t.throwsAsync(openStore(t, path), { instanceOf: StoreCorrupt });
    t.truthy(error.hint);
    await t.throwsAsync(openSqliteEventLog({ path }), { instanceOf: StoreCorrupt });
    t.is((await stat(path)).mtimeMs, before.mtimeMs);
  }
});

test('[E7] a page overwritten in the middle is StoreCorrupt when it is read, never other events', async t => {
  const path = await freshPath(t);
  const store = await openStore(t, path);
  const stream = freshStream();
  await store.append(
    stream,
    'no_stream',
    numbered(200).map(({ data }) => newEvent({ ...data, text: 'x'.repeat(2_000) })),
  );
  await store.close();
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(40_960, 0xa5), 0, 40_960, 81_920);
  await file.close();
  const reader = await openSqliteEventLog({ path });
  await t.throwsAsync(eventsOf(reader.readAll()), { instanceOf: StoreCorrupt });
  await reader.close();
});

test('a folder or a log that is not there is StoreUnavailable and says so', async t => {
  const path = await freshPath(t);
  const nowhere = join(dirname(path), 'nowhere', 'log.sqlite');
  await t.throwsAsync(openStore(t, nowhere), { instanceOf: StoreUnavailable, message: /folder/ });
  await t.throwsAsync(openSqliteEventLog({ path }), { instanceOf: StoreUnavailable, message: /no event log/ });
  await writeFile(path, '');
  await t.throwsAsync(openSqliteEventLog({ path }), { instanceOf: StoreUnavailable, message: /not been begun/ });
});
