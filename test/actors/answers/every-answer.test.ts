import { default as test } from 'ava';
import { type AnswerSources, everyAnswer } from '../../../actors/answers/every-answer.ts';
import { registry } from '../../../domain/commands/registry.ts';

test('[A-18] each command that is answered outside has an answer, and no answer is without a command', t => {
  const answers = everyAnswer({} as AnswerSources);
  const outside = registry.filter(({ answeredBy }) => answeredBy === 'outside').map(({ name }) => name);
  t.deepEqual(Object.keys(answers).sort(), outside.sort());
});
