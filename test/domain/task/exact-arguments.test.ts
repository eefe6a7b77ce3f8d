import { execFileSync } from 'node:child_process';
import { fc } from '@fast-check/ava';
import { default as test } from 'ava';
import { Refusal } from '../../../domain/refusal.ts';
import { planTask } from '../../../domain/task/plan.ts';
import { limits, policy, task } from './tasks.ts';

/** How many fuzzed arguments: `BINNACLE_FUZZ=100000` for the full dose. */
const dose = Number(process.env.BINNACLE_FUZZ ?? 5000);
const batch = 500;

const word = (name: string, pattern: string) => ({ name, type: 'word', says: 'What?', pattern });
const spec = task({
  arguments: ['{bare}', '--option={inner}', 'before{inner}after', '{bare}{inner}', '-n{bare}'],
  parameters: [word('bare', '.+'), word('inner', '.+')],
});

const nasty = fc.constantFrom(
  '$(id)',
  '`id`',
  ';id',
  '|id',
  '&& id',
  '$HOME',
  '*',
  '?',
  '~',
  '!!',
  "'",
  '"',
  '\\',
  '%s',
  '%n',
  '{bare}',
  '{inner}',
  '$&',
  '$1',
  '-rf',
  '--',
  '=',
  '/etc/shadow',
  '../..',
  '\0',
  '\n',
  '\r\n',
  '\u202e',
  '\u200b',
  'é',
  'e\u0301',
  '日本',
  '💡',
  'а',
  ' ',
  '\t',
  '#',
  '<x',
  '>x',
); // prettier-ignore
const value = fc.oneof(
  fc.array(nasty, { minLength: 1, maxLength: 4 }).map(parts => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 40 }),
);

test('[T-23] the program sees exactly the arguments, or the request is refused', t => {
  t.timeout(300_000);
  let [tried, ran] = [0, 0];
  const values = fc.sample(fc.record({ bare: value, inner: value }), {
    numRuns: Math.ceil(dose / 2),
    seed: 20_261_121,
  });
  for (let from = 0; from < values.length; from += batch) {
    const expected = values.slice(from, from + batch).flatMap(given => {
      tried += 2;
      const argv = planned(given);
      if (argv === undefined) return [];
      ran += 2;
      const { bare, inner } = given;
      t.deepEqual(argv, [bare, `--option=${inner}`, `before${inner}after`, bare + inner, `-n${bare}`]);
      return argv;
    });
    t.deepEqual(seenBy('/usr/bin/printf', expected), expected);
  }
  t.log(`${tried} arguments tried, ${ran} seen by the program, ${tried - ran} refused`);
  t.true(tried >= dose);
  t.true(ran > tried / 5 && ran < tried);
});

/** None when the request is refused, and never for a reason of the program's own. */
function planned(values: Record<string, string>): string[] | undefined {
  try {
    return planTask(spec, values, policy(), { role: 'admin', limits }).work.argv as string[];
  } catch (error) {
    if (error instanceof Refusal && ['invalid_request', 'policy_blocked'].includes(error.code)) return undefined;
    throw error;
  }
}

/** What a real program was given, byte by byte. */
function seenBy(program: string, argv: string[]): string[] {
  const said = execFileSync(program, ['%s\\0', ...argv], { env: {}, shell: false, maxBuffer: 1 << 24 }).toString();
  return argv.length === 0 ? [] : said.split('\0').slice(0, -1);
}
