import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { alertRules, firingRules } from '../../../domain/slo/alerts.ts';
import { allowedBad, burnRate, type Counts, usedBy } from '../../../domain/slo/budget.ts';
import { freezeOf } from '../../../domain/slo/freeze.ts';
import { bucketOf, countWithin, emptyHistogram, latencyBounds, percentile } from '../../../domain/slo/latency.ts';
import { defaultObjectives } from '../../../domain/slo/objectives.ts';
import { spendingsOf, standingOf } from '../../../domain/slo/standing.ts';
import { type Window, windowMinutes, windows } from '../../../domain/slo/windows.ts';

const guard = { badMin: 3, validMin: 20 };
const counts = (good: number, bad: number): Counts => ({ good, bad });
const everywhere = (each: Counts) =>
  Object.fromEntries(windows.map(window => [window, each])) as Record<Window, Counts>;

test('[K-07] 99.9 % of 30 days leaves 43 minutes and 12 seconds', t => {
  const slots = windowMinutes['30d'] * 6;
  t.is(Math.floor(allowedBad(counts(slots, 0), 1000)), 259);
  const standing = standingOf('availability', defaultObjectives.availability, everywhere(counts(100, 26)), guard);
  t.is(Math.round(standing.allowedBad), 259, 'from the first day on');
  t.true(Math.abs(standing.remaining - (1 - 26 / 259.2)) < 1e-9);
});

test('[K-06] a burn of 1 uses up the budget in exactly its time, and no traffic burns nothing', t => {
  t.is(burnRate(counts(999, 1), 1000), 1);
  t.is(burnRate(counts(90, 10), 10_000), 10);
  t.is(burnRate(counts(0, 0), 1000), 0);
  t.is(usedBy(0, 0), 0);
  t.is(usedBy(1, 0), 1);
});

test('[R-401] an alert needs both of its windows', t => {
  const rule = alertRules[0]!;
  const calm = everywhere(counts(10_000, 0));
  const burning = counts(900, 100);
  const factors = (counted: Record<Window, Counts>) => firingRules(counted, 1000, guard).map(({ factor }) => factor);
  t.deepEqual(factors({ ...calm, [rule.long]: burning, [rule.short]: burning }), [14.4]);
  t.deepEqual(factors({ ...calm, [rule.long]: burning }), [], 'it is over already');
  t.deepEqual(factors({ ...calm, [rule.short]: burning }), [], 'it matters to nobody yet');
  t.deepEqual(factors(everywhere(burning)), [14.4, 6, 1]);
  // Right at its bound a rule is met: 144 of 10,000 bad at 99.9 % is a burn of 14.4.
  t.deepEqual(factors(everywhere(counts(9856, 144))), [14.4, 6, 1]);
  t.deepEqual(factors(everywhere(counts(9857, 143))), [6, 1]);
});

test('[R-401] little traffic raises no alert and freezes nothing', t => {
  for (const [good, bad, heard] of [
    [0, 2, false],
    [16, 3, false],
    [17, 3, true],
    [1000, 2, false],
  ] as const) {
    const standing = standingOf('commands', defaultObjectives.commands, everywhere(counts(good, bad)), guard);
    t.is(standing.firing.length > 0, heard && good === 17, `${good} good, ${bad} bad`);
    t.is(spendingsOf([standing]).length, heard ? 1 : 0);
  }
});

test('[K-08] [T-14] what is left of the budget says what may be released', t => {
  const spent = (remaining: number, usedIn7d = 0, usedIn14d = 0) => [
    { sli: 'commands', remaining, usedIn7d, usedIn14d },
  ];
  const level = (...given: Parameters<typeof spent>) => freezeOf(spent(...given)).level;
  t.is(level(1), 'open');
  t.is(level(0.5), 'open');
  t.is(level(0.49), 'second_approver');
  t.is(level(0.24), 'fixes_only');
  t.is(level(0), 'frozen');
  t.is(level(0.69, 0.31), 'warned');
  t.is(level(0.6, 0.4, 0.51), 'frozen');
  t.deepEqual(freezeOf([...spent(1), ...spent(0.2)]).level, 'fixes_only', 'the strictest counts');
  const broken = freezeOf(spent(1), ['double_execution: job 7 ran twice']);
  t.deepEqual(broken, { level: 'frozen', why: ['never budgeted: double_execution: job 7 ran twice'] });
});

testProp(
  '[K-06] a percentile is in the bucket of the one by the nearest rank, and what is within a bound is counted exactly',
  [
    fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 200 }),
    fc.constantFrom(0.5, 0.95, 0.99, 1),
  ],
  (t, times, share) => {
    const histogram = emptyHistogram();
    for (const ms of times) histogram[bucketOf(ms)]! += 1;
    const sorted = [...times].sort((one, other) => one - other);
    const exact = sorted[Math.ceil(share * times.length) - 1]!;
    const estimate = percentile(histogram, share)!;
    t.is(Math.min(bucketOf(estimate), latencyBounds.length - 1), Math.min(bucketOf(exact), latencyBounds.length - 1));
    for (const bound of latencyBounds) t.is(countWithin(histogram, bound), times.filter(ms => ms <= bound).length);
  },
);

test('[K-06] of nothing there is no percentile', t => {
  t.is(percentile(emptyHistogram(), 0.5), undefined);
});
