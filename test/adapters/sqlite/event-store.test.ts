import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';
import { eventStoreContract } from '../event-store.contract.ts';
import { idempotenceTest } from '../event-store-contract/idempotence.ts';

async function open(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-log-'));
  const store = await sqliteEventStore({ path: join(folder, 'log.sqlite') });
  t.teardown(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  return {
    store,
    loseNextAnswer: store.faults.crashAfterNextCommit,
    cutSubscriptions: store.faults.crashAtNextPage,
  };
}

eventStoreContract('SQLite', open);
idempotenceTest('SQLite', open, true);
