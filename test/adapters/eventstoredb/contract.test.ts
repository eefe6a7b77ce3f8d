import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { eventStoreDb } from '../../../adapters/eventstoredb/event-store.ts';
import { sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';
import { eventStoreDbDouble } from '../../doubles/eventstoredb/double.ts';
import { freshCategory } from '../event-store-contract/samples.ts';
import { eventStoreContract } from '../event-store-contract.ts';

// One log for all, a prefix for each so that they stay out of each other's way, and a double for each: a fault meets
// only the test that asked for it.
const folder = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
const server = await sqliteEventStore({ path: join(folder, 'log.db') });
test.after.always(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

eventStoreContract('EventStoreDB client, wire double', async t => {
  const double = await eventStoreDbDouble(server);
  const store = await eventStoreDb({
    url: double.url,
    appendDeadlineMs: 30_000,
    readDeadlineMs: 30_000,
    resubscribe: { minMs: 1 },
    streamPrefix: `${freshCategory()}-`,
  });
  t.teardown(async () => {
    await store.close();
    await double.close();
  });
  return {
    store,
    loseNextAnswer: () => double.faults.add('append', { kind: 'cut_after' }),
    cutSubscriptions: () => void double.meddle('cut'),
  };
});

const url = process.env.EVENTSTORE_URL;
if (url === undefined) {
  test.skip('the contract on a real EventStoreDB (not run: EVENTSTORE_URL is not set)', t => t.fail());
} else {
  eventStoreContract('EventStoreDB client, real server', async t => {
    // Apart from other tests and earlier runs; the dots keep it out of the sight of a program without a prefix.
    const store = await eventStoreDb({ url, streamPrefix: `test.${randomUUID()}.` });
    t.teardown(() => store.close());
    return { store };
  });
}
