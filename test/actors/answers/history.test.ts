import { default as test } from 'ava';
import { idemAnswer } from '../../../actors/answers/history/idem.ts';
import { replayAnswer } from '../../../actors/answers/history/replay.ts';
import { traceAnswer } from '../../../actors/answers/history/trace.ts';
import type { TracedStep } from '../../../actors/answers/query-ports.ts';
import { actorSystem } from '../../../actors/system.ts';
import { plainText } from '../../../adapters/terminal/plain-text.ts';
import { foldable } from '../../../domain/aggregates.ts';
import { chatAggregate } from '../../../domain/chat/aggregate.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { settings, text } from '../../domain/chat/orders.ts';
import { ada, noon } from '../../domain/given.ts';
import { limits, memoryStore, order, still, testWorld } from '../world.ts';

const question = (args: Record<string, unknown>) => ({
  ...{ name: 'x', args, by: ada, chatId: 1001, timeZone: 'Europe/Berlin', at: noon },
  ...{ correlationId: 'tg-9', signal: new AbortController().signal },
});
const asOf = { position: '7', lagEvents: 0, lagMs: 0 };
const step = (type: string, ms: number, ...steps: TracedStep[]): TracedStep => ({
  ...{ stream: 'chat-1', revision: '0', type, text: '', recordedAt: noon, ms, steps },
});

async function written() {
  const store = memoryStore();
  const { world } = testWorld(store);
  const actors = actorSystem({ chat: still(chatAggregate(settings)) }, world, limits, { restarted() {}, parked() {} });
  for (const [index, words] of ['/start', '/cpu', '/trace'].entries())
    await actors.tell(order('chat-1001', 'ReceiveText', text(words), `tg-${index}`));
  return store;
}

test('[C-18] a trace is shown as a tree of causes, each step with its milliseconds', async t => {
  const roots = [
    step('UpdateReceived', 0, step('CommandAccepted', 2, step('CommandAnswered', 30)), step('ReplyRequested', 31)),
  ];
  const trace = async () => ({ correlationId: 'tg-5', roots, count: 4, totalMs: 31, cut: false, asOf });
  const shown = plainText(await traceAnswer({ trace })(question({ id: 'tg-5' })));
  for (const line of [
    'UpdateReceived +0 ms',
    '├ CommandAccepted +2 ms',
    '│ └ CommandAnswered +30 ms',
    '└ ReplyRequested +31 ms',
  ])
    t.true(shown.includes(line), `${line} in\n${shown}`);
});

test('[C-18] a long trace goes as a file, whole', async t => {
  const roots = [step('UpdateReceived', 0, ...Array.from({ length: 60 }, (_, index) => step(`Step${index}`, index)))];
  const trace = async () => ({ correlationId: 'tg-5', roots, count: 61, totalMs: 60, cut: false, asOf });
  const { file } = await traceAnswer({ trace })(question({ id: 'tg-5' }));
  t.regex(file!.text, /Step59 \+59 ms/);
});

test('[C-11] the history of a key that was never seen is refused, of one that came again it is told', async t => {
  const never = async () => ({ firstSeenAt: null, stream: null, replays: 0, lastReplayAt: null, conflicts: 0, asOf });
  await t.throwsAsync(idemAnswer({ idempotency: never })(question({ key: 'tg-5' })), { instanceOf: Refusal });
  const twice = async () => ({
    ...(await never()),
    firstSeenAt: noon,
    stream: 'gateway-7',
    replays: 2,
    lastReplayAt: noon,
  });
  t.regex(plainText(await idemAnswer({ idempotency: twice })(question({ key: 'tg-5' }))), /came again: 2 time/);
});

test('[I14] [P6] a replay shows the state at a revision and appends nothing', async t => {
  const store = await written();
  const before = store.events.length;
  const answer = replayAnswer(store, foldable());
  const early = plainText(await answer(question({ stream: 'chat-1001', at: '3' })));
  const late = plainText(await answer(question({ stream: 'chat-1001' })));
  t.regex(early, /at revision 3[\s\S]*state: ready/);
  t.regex(late, /state: asking/);
  t.is(store.events.length, before);
});

test('a replay of nothing, of no such stream and at no such time is refused with what to do', async t => {
  const answer = replayAnswer(await written(), foldable());
  for (const args of [{ stream: 'chat-5' }, { stream: 'nothing-5' }, { stream: 'chat-1001', at: 'yesterday' }])
    await t.throwsAsync(answer(question(args)), { instanceOf: Refusal });
});
