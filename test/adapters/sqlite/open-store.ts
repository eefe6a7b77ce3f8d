import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { type SqliteEventStoreOptions, sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';

/** A path for a log in a folder of its own, gone after the test. */
export async function freshPath(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-log-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return join(folder, 'log.sqlite');
}

/** A store closed after the test, if the test has not closed it. */
export async function openStore(t: ExecutionContext, path: string, options: Partial<SqliteEventStoreOptions> = {}) {
  const store = await sqliteEventStore({ path, deadlineMs: 30_000, reopenDelayMs: { first: 5, last: 50 }, ...options });
  t.teardown(() => store.close());
  return store;
}
