import { default as test } from 'ava';
import type { Question } from '../../../actors/answers/answer.ts';
import { type Fallback, standingIn } from '../../../actors/answers/standing-in.ts';
import { paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { ada, after, noon, vera } from '../../domain/given.ts';

const question = (more: Partial<Question> = {}): Question => ({
  ...{ name: 'cpu', args: {}, by: ada, chatId: 1, timeZone: 'UTC', at: noon, correlationId: 'tg-1' },
  signal: new AbortController().signal,
  ...more,
});
const away = new Refusal('upstream_unavailable', 'The host is away.');

function overOne(outcome: { error?: Error; reply?: Reply }) {
  const told: Fallback[] = [];
  const answer = async () => {
    if (outcome.error !== undefined) throw outcome.error;
    return outcome.reply ?? says(paragraph('12 %'));
  };
  const { cpu, run } = standingIn({ cpu: answer, run: answer }, name => name !== 'run', {
    staleMs: 3_600_000,
    told: one => told.push(one),
  });
  return { ask: cpu!, run: run!, told };
}

test('[A-25, A-31] when it cannot be had fresh, the last answer stands in and says how old it is', async t => {
  const outcome: { error?: Error } = {};
  const { ask, told } = overOne(outcome);
  const fresh = await ask(question());
  outcome.error = away;
  const stale = await ask(question({ at: after(120) }));
  t.regex(JSON.stringify(stale.blocks[0]), /Not fresh.*2 m ago.*The host is away/);
  t.deepEqual(stale.blocks.slice(1), fresh.blocks);
  t.like(told[0], { command: 'cpu', step: 'stale' });
});

test('[A-25, A-31] with nothing that could stand in, the plain no is the last step', async t => {
  const { ask, told } = overOne({ error: away });
  t.is(await t.throwsAsync(ask(question())), away);
  t.like(told[0], { command: 'cpu', step: 'static' });
});

test('what is too old, of another chat, of another role or to another question does not stand in', async t => {
  const outcome: { error?: Error } = {};
  const { ask } = overOne(outcome);
  await ask(question());
  outcome.error = away;
  for (const other of [{ at: after(3_601) }, { chatId: 2 }, { by: vera }, { args: { host: 'b' } }])
    t.is(await t.throwsAsync(ask(question(other))), away);
  await t.notThrowsAsync(ask(question({ at: after(3_600) })));
});

test('a no that is an answer, and a fault of the program, are not replaced', async t => {
  const outcome: { error?: Error } = {};
  const { ask, told } = overOne(outcome);
  await ask(question());
  for (const error of [new Refusal('not_found', 'No such thing.'), new TypeError('a bug')]) {
    outcome.error = error;
    t.is(await t.throwsAsync(ask(question())), error);
  }
  t.deepEqual(told, []);
});

test('a command that changes something is never answered from before', async t => {
  const outcome: { error?: Error } = {};
  const { run } = overOne(outcome);
  await run(question({ name: 'run' }));
  outcome.error = away;
  t.is(await t.throwsAsync(run(question({ name: 'run' }))), away);
});
