import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { Refusal } from '../../../domain/refusal.ts';
import { missingParameters, readArguments, requireAnswer } from '../../../domain/task/arguments.ts';
import { task } from './tasks.ts';

test('words fill the parameters in order; names and flags may stand anywhere', t => {
  const values = { path: '/var', depth: '2', apparent: 'yes' };
  for (const text of ['/var 2 --apparent', '--apparent /var 2', 'depth=2 /var apparent=yes', '2 path=/var --apparent'])
    t.deepEqual(readArguments(task(), text), values, text);
  t.deepEqual(readArguments(task(), ''), {});
  t.deepEqual(readArguments(task(), '  "/var/my files"  depth="2"'), { path: '/var/my files', depth: '2' });
  t.deepEqual(readArguments(task(), '"a=b" "say \\"no\\""'), { path: 'a=b', depth: 'say "no"' });
});

test('[D-24] a word too many, a name that there is not, twice the same and an open quote are refused with the usage', t => {
  const said = (text: string) => {
    const error = t.throws(() => readArguments(task(), text), { instanceOf: Refusal })!;
    t.is(error.code, 'invalid_request');
    t.is(error.hint, 'Usage: /run disk_usage <path> [depth=…] [--apparent]');
    return error.message;
  };
  t.is(said('/var 2 3'), '“3” is one word too many.');
  t.is(said('/var dept=2'), 'disk_usage has no parameter dept. Did you mean depth?');
  t.is(said('--aparent'), 'disk_usage has no flag aparent. Did you mean apparent?');
  t.is(said('depth=1 depth=2'), 'depth is said twice.');
  t.is(said('"/var'), 'A double quote has no partner.');
  t.is(t.throws(() => readArguments(task(), 'x'.repeat(5000)), { instanceOf: Refusal })!.code, 'payload_too_large');
});

test('[D-23] every text gives values that are strings, or a refusal that is not internal', async t => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.stringMatching(/^[a-z="\\ -]{0,60}$/));
  await fc.assert(
    fc.property(text, line => {
      try {
        for (const [name, value] of Object.entries(readArguments(task(), line))) {
          t.true(['path', 'depth', 'apparent'].includes(name));
          t.is(typeof value, 'string');
        }
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    }),
    { numRuns: 5000 },
  );
});

test('what is missing is asked for with buttons where there is a choice', t => {
  const spec = task({
    arguments: ['{size}', '{span}', '{path}', '{count}', '{name}'],
    parameters: [
      { name: 'size', type: 'enum', says: 'Which size?', choices: ['small', 'large'] },
      { name: 'span', type: 'duration', says: 'How long?', min: 60, max: 3600 },
      { name: 'path', type: 'path', says: 'Where?', roots: ['/var', '/srv'] },
      { name: 'count', type: 'int', says: 'How many?', min: 1, max: 3, fallback: '1' },
      { name: 'name', type: 'word', says: 'Which name?', pattern: '[a-z]+' },
    ],
  });
  const missing = missingParameters(spec, { path: '/var' });
  t.deepEqual(
    missing.map(({ name, question, choices }) => [name, question, choices.map(({ value }) => value)]),
    [
      ['size', 'Which size?', ['small', 'large']],
      ['span', 'How long?', ['60s', '300s', '900s', '3600s']],
      ['name', 'Which name?', []],
    ],
  );
  for (const { name, choices } of missing)
    for (const { value } of choices) t.notThrows(() => requireAnswer(spec, name, value), value);
  t.throws(() => requireAnswer(spec, 'size', 'huge'), { instanceOf: Refusal });
});
