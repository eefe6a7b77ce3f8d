import { default as test } from 'ava';
import { exportMeAnswer } from '../../../../actors/answers/people/export-me.ts';
import { forgetAnswer } from '../../../../actors/answers/people/forget.ts';
import { plainText } from '../../../../adapters/terminal/plain-text.ts';
import { parseCommand } from '../../../../domain/commands/parse.ts';
import { personAggregate } from '../../../../domain/personal/decide.ts';
import { Refusal } from '../../../../domain/refusal.ts';
import { ada, given, noon } from '../../../domain/given.ts';

const question = (args: Record<string, unknown>, by = ada) => ({
  ...{ name: 'x', args, by, chatId: 1001, timeZone: 'UTC', at: noon },
  ...{ correlationId: 'tg-9', signal: new AbortController().signal },
});

test('[T-57] what is held comes as a file, about the asker when nobody is named, and says when it was cut', async t => {
  const asked: number[] = [];
  const held = { lines: '{"type":"UpdateReceived"}\n', count: 1, cut: false };
  const answer = exportMeAnswer({
    async held(userId) {
      asked.push(userId);
      return held;
    },
  });
  const reply = await answer(question({}));
  t.like(reply.file, { name: 'held-1001-2026-11-21.jsonl', text: held.lines });
  await answer(question({ user: 'tg:1003' }));
  t.deepEqual(asked, [1001, 1003]);
  const cut = exportMeAnswer({ held: async () => ({ ...held, count: 900, cut: true }) });
  t.regex(plainText({ ...(await cut(question({}))), buttons: [] }), /900 events.*oldest of them.*binnacle export-me/);
  const none = exportMeAnswer({ held: async () => ({ lines: '', count: 0, cut: false }) });
  t.regex(plainText(await none(question({ user: '7' }))), /Nothing is recorded about 7/);
  await t.throwsAsync(answer(question({}, { id: 'cli:ann', role: 'admin' })), { instanceOf: Refusal });
});

test('[T-57] forgetting is said to be done, or that there was nothing; who asked and the chain go with it', async t => {
  const told: object[] = [];
  const answer = (known: boolean) =>
    forgetAnswer({
      async forget(what) {
        told.push(what);
        return known;
      },
    });
  t.regex(plainText(await answer(true)(question({ user: '1003', sure: 'forever' }))), /1003 is forgotten/);
  t.regex(plainText(await answer(false)(question({ user: '1003' }))), /Nothing that can be forgotten/);
  t.deepEqual(told[0], { id: 'tg-9/forget', userId: 1003, by: ada, correlationId: 'tg-9' });
});

test('[T-57] a person is forgotten only with the word for it, which the chat asks for', t => {
  const parsed = (text: string) => parseCommand(text, 'bot') as { missing: { name: string }[] };
  t.deepEqual(
    parsed('/forget').missing.map(({ name }) => name),
    ['user', 'sure'],
  );
  t.deepEqual(
    parsed('/forget 1003').missing.map(({ name }) => name),
    ['sure'],
  );
  t.deepEqual(parsed('/forget 1003 forever').missing, []);
  for (const wrong of ['/forget ann forever', '/forget 1003 yes'])
    t.throws(() => parsed(wrong), { instanceOf: Refusal });
});

test('[T-57] whoever was forgotten is recorded with who asked for it', t => {
  const [fact] = given(personAggregate)().when({ type: 'Forget', userId: 1003 }).facts();
  t.deepEqual(fact, { type: 'PersonForgotten', userId: 1003, by: ada, at: noon });
});
