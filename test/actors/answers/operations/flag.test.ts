import { default as test } from 'ava';
import type { Question } from '../../../../actors/answers/answer.ts';
import { flagAnswer } from '../../../../actors/answers/operations/flag.ts';
import { plainText } from '../../../../adapters/terminal/plain-text.ts';
import { parseCommand } from '../../../../domain/commands/parse.ts';
import { commandNamed } from '../../../../domain/commands/registry.ts';
import { Refusal } from '../../../../domain/refusal.ts';
import type { FlagRule } from '../../../../domain/settings/flags.ts';
import { ada, noon } from '../../../domain/given.ts';

function overNothing(rules: Record<string, FlagRule> = {}) {
  const said: { flag: string; rule: FlagRule }[] = [];
  const answer = flagAnswer({ rules: () => rules, set: async told => void said.push(told) });
  const ask = async (text: string) => {
    const parsed = parseCommand(text, 'bot');
    if (parsed.kind !== 'command') throw new Error('no command');
    const question: Question = {
      ...{ name: 'flag', args: parsed.args, by: ada, chatId: 1, timeZone: 'UTC', at: noon, correlationId: 'tg-7' },
      signal: new AbortController().signal,
    };
    return plainText(await answer(question));
  };
  return { said, ask };
}

test('[A-42] /flag is an admin’s, and lists each flag with what is set and what it does', async t => {
  t.is(commandNamed('flag')!.role, 'admin');
  t.regex(await overNothing().ask('/flag'), /quote-answers +off \(never set\)/);
  const rules = { 'quote-answers': { percent: 25, allow: ['tg:1'], deny: ['chat:-2'] } };
  const text = await overNothing(rules).ask('/flag list');
  t.regex(text, /on for 25 % of users; never for chat:-2; always for tg:1/);
  t.regex(text, /quotes its question/);
});

test('[A-42] /flag set says a whole rule: a share and the lists that go before it', async t => {
  const { said, ask } = overNothing();
  await ask('/flag set quote-answers 25% allow tg:1001 tg:1002 deny chat:-100200');
  await ask('/flag set quote-answers on');
  await ask('/flag set quote-answers off allow cli:ann');
  t.deepEqual(
    said.map(({ rule }) => rule),
    [
      { percent: 25, allow: ['tg:1001', 'tg:1002'], deny: ['chat:-100200'] },
      { percent: 100, allow: [], deny: [] },
      { percent: 0, allow: ['cli:ann'], deny: [] },
    ],
  );
});

test('[A-42] what is no rule is refused with the usage, and nothing is set', async t => {
  const { said, ask } = overNothing();
  const code = async (text: string) => (await t.throwsAsync(ask(text), { instanceOf: Refusal }))!.code;
  t.is(await code('/flag set'), 'invalid_request');
  t.is(await code('/flag set quote-answers'), 'invalid_request');
  t.is(await code('/flag set quote-answers 101%'), 'invalid_request');
  t.is(await code('/flag set quote-answers maybe'), 'invalid_request');
  t.is(await code('/flag set quote-answers on tg:1001'), 'invalid_request');
  t.is(await code('/flag set quote-answers on allow ada'), 'invalid_request');
  t.is(await code('/flag set quote-anwsers on'), 'not_found');
  t.deepEqual(said, []);
});
