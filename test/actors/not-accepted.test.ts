import { default as test } from 'ava';
import { notAccepted } from '../../actors/not-accepted.ts';
import type { Outgoing } from '../../actors/ports.ts';
import type { Reply } from '../../domain/chat/reply.ts';
import { after, noon } from '../domain/given.ts';
import { testWorld } from './world.ts';

const received = (updateId: number, chatId: number) =>
  ({ type: 'UpdateReceived', updateId, chatId, userId: 1, role: 'viewer', update: {} }) as const;

function overTheLog(fails = false) {
  const { world, clock } = testWorld();
  const said: { chatId: number; words: string }[] = [];
  const told: object[] = [];
  const log: { down: { since: string } | undefined } = { down: { since: noon } };
  const it = notAccepted({
    sender: {
      render: (reply: Reply) => [{ content: JSON.stringify(reply.blocks) }],
      send: async ({ chatId }, message: Outgoing) => {
        if (fails) throw new Error('Telegram is away too');
        said.push({ chatId, words: String(message.content) });
        return { messageId: 1 };
      },
    },
    door: { run: call => call(new AbortController().signal) },
    down: () => log.down,
    clock,
    log: world.log,
    tellAfterMs: 10_000,
    takenWithinMs: 300_000,
    told: loss => told.push(loss),
  });
  return { it, clock, said, told, log };
}

test('[E1] while the log is away a chat is told once that nothing is accepted, and not in the first moments', async t => {
  const { it, clock, said } = overTheLog();
  await it.turnAway([received(1, 1001)]);
  t.deepEqual(said, []);
  await clock.pass(10_000);
  await it.turnAway([received(1, 1001), received(2, 1001), received(3, 1002)]);
  await it.turnAway([received(1, 1001), received(4, 1001)]);
  t.deepEqual(
    said.map(({ chatId }) => chatId),
    [1001, 1002],
  );
  t.regex(said[0]!.words, /Not accepted.*Telegram keeps your message.*5 m\b/);
});

test('[E1] strangers hear nothing', async t => {
  const { it, clock, said } = overTheLog();
  await clock.pass(10_000);
  await it.turnAway([{ type: 'StrangerTurnedAway', updateId: 9, kind: 'message', chatId: 666, userId: 666 }]);
  t.deepEqual(said, []);
});

test('[E1, P14] once the log is back it is told how many were not accepted, and a later loss is told anew', async t => {
  const { it, clock, said, told, log } = overTheLog();
  await clock.pass(10_000);
  await it.turnAway([received(1, 1001), received(2, 1001)]);
  it.over();
  it.over();
  t.deepEqual(told, [{ messages: 2, chats: 1, since: noon }]);
  log.down = { since: after(60) };
  await clock.pass(120_000);
  await it.turnAway([received(3, 1001)]);
  t.is(said.length, 2);
});

test('a chat that cannot be told does not stop the others, nor the poller', async t => {
  const { it, clock } = overTheLog(true);
  await clock.pass(10_000);
  await t.notThrowsAsync(it.turnAway([received(1, 1001), received(2, 1002)]));
});
