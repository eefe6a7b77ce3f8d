import { default as test } from 'ava';
import type { Question } from '../../../../actors/answers/answer.ts';
import { breakerAnswer } from '../../../../actors/answers/operations/breaker.ts';
import { breakersAnswer } from '../../../../actors/answers/operations/breakers.ts';
import type { BreakerLine, Breakers } from '../../../../actors/answers/resilience-ports.ts';
import { plainText } from '../../../../adapters/terminal/plain-text.ts';
import { Refusal } from '../../../../domain/refusal.ts';
import { ada, after, noon } from '../../../domain/given.ts';

const calm = { state: 'closed', calls: 0, failures: 0, slow: 0 } as const;
const rows: BreakerLine[] = [
  { name: 'eventstore', breaker: { ...calm, calls: 40, slow: 4 } },
  {
    name: 'telegram',
    breaker: {
      ...{ state: 'open', calls: 12, failures: 9, slow: 3 },
      ...{ lastFailureAt: noon, lastFailure: 'not_sent: 502 Bad Gateway', nextRetryAt: after(30) },
    },
  },
  { name: 'telegram-poll', breaker: { ...calm, override: { mode: 'force-closed', until: after(600) } } },
  { name: 'dns', breaker: undefined },
];

function overThese() {
  const said: object[] = [];
  const breakers: Breakers = {
    rows: () => rows,
    pools: () => [{ name: 'core', active: 3, waiting: 0, max: 100, rejected: 0 }],
    say: async told => void said.push(told),
  };
  return { breakers, said };
}

const question = (args: object = {}): Question => ({
  ...{ name: 'breaker', args: { ...args }, by: ada, chatId: 1, timeZone: 'UTC', at: noon, correlationId: 'tg-7' },
  signal: new AbortController().signal,
});

test('[A-27] the table has every dependency, those in trouble first, with cause, next try and override', async t => {
  const text = plainText(await breakersAnswer(overThese().breakers)(question()));
  const order = ['telegram ', 'telegram-poll', 'eventstore'].map(name => text.indexOf(name));
  t.deepEqual(
    order,
    order.toSorted((one, other) => one - other),
  );
  t.regex(text, /telegram +open +75 % +25 %/);
  t.regex(text, /telegram.*failed at 12:00:00: not_sent: 502 Bad Gateway; next try at 12:00:30/);
  t.regex(text, /telegram-poll.*force-closed until 12:10:00/);
  t.regex(text, /dns +off/);
  const widest = Math.max(
    ...text
      .split('\n')
      .filter(line => /closed|open|off/.test(line) && !/–.*;/.test(line))
      .map(line => line.length),
  );
  t.true(widest <= 60);
});

test('[A-27] a person holds a breaker with an end, and gives it back', async t => {
  const { breakers, said } = overThese();
  const answer = breakerAnswer(breakers);
  const held = plainText(await answer(question({ dependency: 'telegram', action: 'force-open', ttl: '15m' })));
  t.regex(held, /not called for 15 m;/);
  await answer(question({ dependency: 'telegram', action: 'auto' }));
  t.like(said[0], { id: 'tg-7/breaker', dependency: 'telegram', mode: 'force-open', ttlMs: 900_000, by: ada });
  t.like(said[1], { mode: 'auto' });
});

test('what cannot be held is refused with what to do', async t => {
  const answer = breakerAnswer(overThese().breakers);
  const code = async (args: object) => (await t.throwsAsync(answer(question(args)), { instanceOf: Refusal }))!.code;
  t.is(await code({ dependency: 'telegrm', action: 'auto' }), 'not_found');
  t.is(await code({ dependency: 'telegram', action: 'force-open', ttl: '25h' }), 'invalid_request');
  t.is(await code({ dependency: 'telegram', action: 'force-open', ttl: '0s' }), 'invalid_request');
  t.is(await code({ dependency: 'eventstore', action: 'force-open' }), 'invalid_request');
});
