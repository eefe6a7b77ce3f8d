import { randomBytes } from 'node:crypto';
import test from 'ava';
import { eventStoreDb } from '../../../adapters/eventstoredb/event-store.ts';
import { eventStoreContract } from '../event-store.contract.ts';
import { openedDouble } from './opened.ts';

eventStoreContract('EventStoreDB client, wire double', async t => {
  const { double } = await openedDouble(t);
  const store = await eventStoreDb({ url: double.url, resubscribe: { minMs: 1 } });
  t.teardown(() => store.close());
  return {
    store,
    loseNextAnswer: () => double.faults.add('append', { kind: 'cut_after' }),
    cutSubscriptions: () => double.cut(),
  };
});

const url = process.env.EVENTSTORE_URL;
if (url === undefined) {
  test.skip('the contract on a real EventStoreDB (not run: EVENTSTORE_URL is not set)', t => t.fail());
} else {
  // A prefix of its own: repeated runs, and whatever else is on that server, stay out of each other's way.
  const streamPrefix = `test.${randomBytes(6).toString('hex')}.`;
  eventStoreContract('EventStoreDB client, real server', async t => {
    const store = await eventStoreDb({ url, streamPrefix });
    t.teardown(() => store.close());
    return { store };
  });
}
