import { PassThrough } from 'node:stream';
import type { EventStoreDBClient } from '@eventstore/db-client';
import test from 'ava';
import { openFeed } from '../../../adapters/eventstoredb/feed.ts';
import { settingsOf } from '../../../adapters/eventstoredb/options.ts';

/** A feed over a subscription that the test writes to itself. */
function feedOver(signal = new AbortController().signal) {
  const subscription = Object.assign(new PassThrough({ objectMode: true, highWaterMark: 2_000 }), {
    unsubscribe: async () => {},
  });
  const client = { subscribeToAll: () => subscription } as unknown as EventStoreDBClient;
  const feed = openFeed(client, settingsOf({ url: 'esdb://a?tls=false' }), { regex: '.' }, undefined, signal);
  const send = (...revisions: number[]) => {
    for (const n of revisions) subscription.write(resolved(n));
  };
  return { feed, subscription, send };
}

const resolved = (n: number) => ({
  event: {
    ...{ id: `id-${n}`, type: 'SampleTaken', isJson: true, data: {}, metadata: {}, streamId: 'chat-1' },
    ...{ revision: BigInt(n), position: { commit: BigInt(n), prepare: BigInt(n) }, created: new Date(0) },
  },
});

const idsOf = (events: { id: string }[]) => events.map(({ id }) => id);

test('[E5] "caught up" is told after the events that came before it and before those that came after', async t => {
  const { feed, subscription, send } = feedOver();
  send(1, 2, 3);
  subscription.emit('caughtUp');
  send(4);
  const first = await feed.next(1_000);
  t.deepEqual([idsOf(first.events), first.caughtUp], [['id-1', 'id-2', 'id-3'], true]);
  const second = await feed.next(1_000);
  t.deepEqual([idsOf(second.events), second.caughtUp], [['id-4'], false]);
  feed.close();
});

test('[E5] what came before a subscription was lost is given before that is told', async t => {
  const { feed, subscription, send } = feedOver();
  send(1, 2);
  subscription.emit('error', new Error('lost'));
  t.deepEqual(idsOf((await feed.next(1_000)).events), ['id-1', 'id-2']);
  await t.throwsAsync(feed.next(1_000), { message: 'lost' });
  feed.close();
});

test('a page holds at most 500 events', async t => {
  const { feed, send } = feedOver();
  send(...Array.from({ length: 1_200 }, (_, n) => n));
  t.is((await feed.next(1_000)).events.length, 500);
  t.is((await feed.next(1_000)).events.length, 500);
  t.is((await feed.next(1_000)).events.length, 200);
  feed.close();
});

test('silence is told as such, and being called off ends the wait', async t => {
  const stop = new AbortController();
  const { feed } = feedOver(stop.signal);
  t.deepEqual(await feed.next(5), { events: [], caughtUp: false, idle: true });
  const waiting = feed.next(60_000);
  stop.abort();
  t.deepEqual(await waiting, { events: [], caughtUp: false, idle: true });
  feed.close();
});
