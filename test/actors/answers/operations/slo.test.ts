import { default as test } from 'ava';
import { budgetAnswer } from '../../../../actors/answers/operations/budget.ts';
import { sloAnswer } from '../../../../actors/answers/operations/slo.ts';
import type { SloIndicator, SloNow } from '../../../../actors/answers/query-ports.ts';
import { plainText } from '../../../../adapters/terminal/plain-text.ts';
import type { Counts } from '../../../../domain/slo/budget.ts';
import { defaultObjectives, type Sli, slis } from '../../../../domain/slo/objectives.ts';
import { standingOf } from '../../../../domain/slo/standing.ts';
import { windows } from '../../../../domain/slo/windows.ts';
import { ada, noon } from '../../../domain/given.ts';

const question = {
  ...{ name: 'slo', args: {}, by: ada, chatId: 1001, timeZone: 'UTC', at: noon },
  ...{ correlationId: 'tg-9', signal: new AbortController().signal },
};
const none = { p50: null, p95: null, p99: null };

function indicator(sli: Sli, counts: Counts): SloIndicator {
  const counted = Object.fromEntries(windows.map(window => [window, counts])) as never;
  const standing = standingOf(sli, defaultObjectives[sli], counted, { badMin: 3, validMin: 20 });
  const timed = sli === 'commands';
  return {
    ...standing,
    latencyMs: { '1h': timed ? { p50: 40, p95: 800, p99: 900 } : none, '30d': none },
    targetMs: timed ? { p50: 100, p95: 500, p99: 1000 } : none,
  };
}

const asked = (counts: (sli: Sli) => Counts, freeze: SloNow['freeze'] = { level: 'open', why: [] }) => ({
  slo: async () => ({
    indicators: slis.map(sli => indicator(sli, counts(sli))),
    freeze,
    asOf: { position: '7', lagEvents: 2, lagMs: 400 },
  }),
});

test('[K-06] [R-411] /slo and /budget fit a phone, name the owner and say how old they are', async t => {
  const queries = asked(sli => (sli === 'graphs' ? { good: 0, bad: 0 } : { good: 99_990, bad: 10 }));
  const slo = plainText(await sloAnswer(queries)(question));
  t.regex(slo, /commands\s+99\.99 %\s+0\.1\/0\.1/);
  t.regex(slo, /graphs\s+none yet/);
  t.regex(slo, /commands p95\s+800 ms\s+over 500/);
  t.regex(slo, /commands p50\s+40 ms\s+ok/);
  for (const line of slo.split('\n')) t.true(line.length <= 60, line);
  const budget = plainText(await budgetAnswer(queries)(question));
  t.regex(budget, /available.*96 % left · 1 m 40 s of 43 m 12 s down/);
  t.regex(budget, /commands.*90 % left · 10 bad, 100 allowed of 100000.*objective 99\.9 % · operations/);
  t.regex(budget, /graphs.*nothing counted yet/);
  for (const text of [slo, budget]) t.regex(text, /as of event 7, 2 behind/);
});

test('[R-401] [K-08] what burns and what is frozen is said, with the reason', async t => {
  const queries = asked(() => ({ good: 900, bad: 100 }), {
    level: 'frozen',
    why: ['the budget of commands is used up'],
  });
  const slo = plainText(await sloAnswer(queries)(question));
  t.regex(slo, /page commands: burn over 14.4 in 1h \(operations\)/);
  t.regex(slo, /Releases: frozen.*the budget of commands is used up/);
  t.regex(plainText(await budgetAnswer(queries)(question)), /commands.*-\d+ % left/);
});
