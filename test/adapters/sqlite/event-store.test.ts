import type { ExecutionContext } from 'ava';
import { idempotenceTest } from '../event-store-contract/idempotence.ts';
import { eventStoreContract } from '../event-store-contract.ts';
import { freshPath, openStore } from './open-store.ts';

async function open(t: ExecutionContext) {
  const store = await openStore(t, await freshPath(t));
  return {
    store,
    loseNextAnswer: store.faults.crashAfterNextCommit,
    cutSubscriptions: store.faults.crashAtNextPage,
  };
}

eventStoreContract('SQLite', open);
idempotenceTest('SQLite', open, true);
