import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as test } from 'ava';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import { followerOf } from '../../ops/cli/follow.ts';
import { closeEach } from '../../ops/compose.ts';
import { loadConfig } from '../../ops/config.ts';
import { given } from '../projections/histories.ts';

function place(t: { teardown(undo: () => void): void }) {
  const cwd = mkdtempSync(join(tmpdir(), 'binnacle-follow-'));
  t.teardown(() => rmSync(cwd, { recursive: true, force: true }));
  mkdirSync(join(cwd, 'data'));
  const { config } = loadConfig({ cwd, env: {} });
  return config;
}

test('what answers one message is told apart from all else the bot says, and awaited to its last part', async t => {
  const config = place(t);
  const store = await sqliteEventStore({ path: config.eventStore.path });
  t.teardown(() => store.close());
  const follower = (await followerOf(config, 1))!;
  t.teardown(() => follower.close());
  const of = (n: number, messageId: number) => {
    const { event } = given.delivered(n, 1);
    return { ...event, data: { ...event.data, replyId: `tg-${n}/0`, messageId, last: true } };
  };
  const events = (...placed: ReturnType<typeof given.reply>[]) => placed.map(({ event }) => event);
  await store.append('chat-1', 'no_stream', events(given.accepted(1, 1), given.accepted(2, 1), given.reply(1, 1)));
  const following = follower.follow('tg-2', 20_000);
  await store.append('outbox-1', 'no_stream', [of(1, 11)]);
  await store.append('chat-1', 2n, events(given.reply(2, 1), given.answered(2, 1)));
  await store.append('outbox-1', 0n, [of(2, 12)]);
  t.deepEqual(await following, { messageIds: new Set([12]), whole: true });
});

test('a log that is not there is not followed', async t => {
  t.is(await followerOf(place(t), 1), undefined);
});

test('a part that cannot be closed is told, and the rest is closed all the same, in order', async t => {
  const closed: string[] = [];
  const errors: string[] = [];
  const part = (name: string) => async () => void closed.push(name);
  const broken = () => Promise.reject(new Error('stuck'));
  await closeEach([part('bus'), broken, part('log')], {
    error: (fields: object) => errors.push((fields as { err: Error }).err.message),
  });
  t.deepEqual([closed, errors], [['bus', 'log'], ['stuck']]);
});
