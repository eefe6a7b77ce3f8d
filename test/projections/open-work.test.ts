import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { queries } from '../../projections/answering.ts';
import type { OpenWork } from '../../projections/open-work-query.ts';
import { given, type Placed } from './histories.ts';
import { appendAll, kit, smallTables } from './kit.ts';

async function openWorkAfter(history: readonly Placed[]): Promise<OpenWork> {
  const { log, runner, models } = kit();
  appendAll(log, history);
  runner.start();
  await runner.caughtUp();
  const { asOf, ...work } = await queries({ views: models, head: runner.head, tables: smallTables() }).openWork();
  await runner.stop();
  models.close();
  return work;
}

type Step = 'received' | 'taken' | 'ended' | 'reply' | 'replyEnded';

interface CommandLife {
  n: number;
  chatId: number;
  takenBy: 'accepted' | 'refused' | 'quarantined' | 'ignored' | 'asked' | 'moved' | 'opened';
  endedBy: 'answered' | 'refused' | 'quarantined';
  replyEnd: 'delivered' | 'abandoned';
  /** How far it has come. */
  upTo: number;
}

/** What a command leaves behind, in the order in which it must. */
function eventsOf({ n, chatId, takenBy, endedBy, replyEnd, upTo }: CommandLife): [Step, Placed][] {
  const accepted = takenBy === 'accepted';
  const life: [Step, Placed][] = [
    ['received', given.received(n, chatId)],
    ['taken', given[takenBy](n, chatId)],
    ...(accepted ? [['ended', given[endedBy](n, chatId)] as [Step, Placed]] : []),
    ['reply', given.reply(n, chatId)],
    ['replyEnded', given[replyEnd](n, chatId)],
  ];
  return life.slice(0, upTo);
}

const lives = fc.array(
  fc.record({
    chatId: fc.constantFrom(1, 2, -100),
    takenBy: fc.constantFrom(
      ...(['accepted', 'refused', 'quarantined', 'ignored', 'asked', 'moved', 'opened'] as const),
    ),
    endedBy: fc.constantFrom(...(['answered', 'refused', 'quarantined'] as const)),
    replyEnd: fc.constantFrom(...(['delivered', 'abandoned'] as const)),
    upTo: fc.nat({ max: 5 }),
  }),
  { maxLength: 8 },
);

testProp(
  'open work is exactly what was received and not taken, accepted and not ended, asked for and not delivered, however commands interleave',
  [lives, fc.array(fc.nat(), { minLength: 40, maxLength: 40 })],
  async (t, drawn, turns) => {
    const commands = drawn.map((life, n) => ({ ...life, n }));
    const queues = commands.map(eventsOf);
    const done = queues.map(queue => new Set(queue.map(([step]) => step)));
    const history: Placed[] = [];
    for (const turn of turns) {
      const waiting = queues.filter(queue => queue.length > 0);
      if (waiting.length > 0) history.push(waiting[turn % waiting.length]!.shift()![1]);
    }
    const work = await openWorkAfter(history);
    const ids = (wanted: (steps: Set<Step>, life: CommandLife) => boolean) =>
      commands
        .filter((life, index) => wanted(done[index]!, life))
        .map(({ n }) => `tg-${n}`)
        .sort();
    t.deepEqual(
      work.untaken.map(({ commandId }) => commandId).sort(),
      ids(s => s.has('received') && !s.has('taken')),
    );
    t.deepEqual(
      work.unanswered.map(({ commandId }) => commandId).sort(),
      ids((s, { takenBy }) => takenBy === 'accepted' && s.has('taken') && !s.has('ended')),
    );
    const pending = ids(s => s.has('reply') && !s.has('replyEnded'));
    t.is(work.totals.replies, pending.length);
    const perChat = Map.groupBy(
      commands.filter(({ n }) => pending.includes(`tg-${n}`)),
      ({ chatId }) => chatId,
    );
    t.deepEqual(
      Object.fromEntries(work.chatsWithPendingReplies.map(({ chatId, pending }) => [chatId, pending])),
      Object.fromEntries([...perChat].map(([chatId, of]) => [chatId, of.length])),
    );
  },
  { numRuns: 60 },
);

test('an update that no chat has taken names its place in the gateway stream, oldest first', async t => {
  const work = await openWorkAfter([given.stranger(1), given.received(2, -100), given.received(3, 1)]);
  const row = (n: number, chat: string, revision: string) => ({
    ...{ commandId: `tg-${n}`, chatStream: chat, gatewayStream: 'gateway-bot', revision },
    receivedAt: '2026-03-01T00:00:00.000Z',
  });
  t.deepEqual(work.untaken, [row(2, 'chat--100', '1'), row(3, 'chat-1', '2')]);
});

test('any fact of the chat that a command caused says that it was taken, whatever its type', async t => {
  t.like(await openWorkAfter([given.received(2, 1), given.moved(2, 1)]), { untaken: [] });
});

test('a reply in several parts is pending until the last part has arrived', async t => {
  const history = [given.reply(1, 1), given.delivered(1, 1, 0, false)];
  t.like(await openWorkAfter(history), { chatsWithPendingReplies: [{ chatId: 1, pending: 1 }] });
  t.like(await openWorkAfter([...history, given.delivered(1, 1, 0, true)]), { chatsWithPendingReplies: [] });
});

test('a question is open until it ends, and one at a time for each user', async t => {
  const asked = [given.asked(1, 1), given.asked(2, 1)];
  t.like(await openWorkAfter(asked), { asking: [{ dialogueId: 'd2', chatStream: 'chat-1' }], totals: { asking: 1 } });
  t.like(await openWorkAfter([...asked, given.dialogueEnded(1, 1)]), { totals: { asking: 1 } });
  t.like(await openWorkAfter([...asked, given.dialogueEnded(2, 1)]), { totals: { asking: 0 } });
});
