import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { momentText, rangeText, timeTicks } from '../../../domain/chart/time-ticks.ts';

const labels = (from: string, to: string, zone: string, max: number) =>
  timeTicks(Date.parse(from), Date.parse(to), zone, max).map(({ label }) => label);

test('marks stand at round times of the clock of the zone, half hours of an offset included', t => {
  t.deepEqual(labels('2026-11-21T10:10Z', '2026-11-21T16:10Z', 'UTC', 7), [
    '11:00',
    '12:00',
    '13:00',
    '14:00',
    '15:00',
    '16:00',
  ]);
  t.deepEqual(labels('2026-11-21T10:10Z', '2026-11-21T16:10Z', 'Asia/Kolkata', 4), ['16:00', '18:00', '20:00']);
});

test('a new day shows its date', t => {
  const ticks = timeTicks(Date.parse('2026-11-20T20:30Z'), Date.parse('2026-11-21T08:00Z'), 'Europe/Berlin', 5);
  t.deepEqual(
    ticks.map(({ label, isDay }) => [label, isDay]),
    [
      ['21 Nov', true],
      ['03:00', false],
      ['06:00', false],
      ['09:00', false],
    ],
  );
});

test('weeks begin on Monday', t => {
  const ticks = timeTicks(Date.parse('2026-10-22T16:20Z'), Date.parse('2026-11-21T16:20Z'), 'UTC', 6);
  t.deepEqual(
    ticks.map(({ at }) => new Date(at).getUTCDay()),
    [1, 1, 1, 1],
  );
});

test('the clock of the zone is followed where it is set forward and back', t => {
  const spring = timeTicks(Date.parse('2026-03-28T23:00Z'), Date.parse('2026-03-29T05:00Z'), 'Europe/Berlin', 8);
  t.deepEqual(
    spring.map(({ label }) => label),
    ['29 Mar', '01:00', '03:00', '04:00', '05:00', '06:00', '07:00'],
  );
  const autumn = timeTicks(Date.parse('2026-10-24T22:00Z'), Date.parse('2026-10-25T05:00Z'), 'Europe/Berlin', 9);
  t.deepEqual(
    autumn.map(({ label }) => label),
    ['25 Oct', '01:00', '02:00', '03:00', '04:00', '05:00', '06:00'],
  );
});

testProp(
  'there are never more marks than asked for, all within the range and rising',
  [
    fc.integer({ min: -1e12, max: 4e12 }),
    fc.integer({ min: 1000, max: 400 * 86_400_000 }),
    fc.constantFrom('UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Apia', 'no such zone'),
    fc.integer({ min: 2, max: 14 }),
  ],
  (t, from, span, zone, max) => {
    const ticks = timeTicks(from, from + span, zone, max);
    t.true(ticks.length <= max, `${ticks.length}`);
    let last = from - 1;
    for (const { at } of ticks) {
      t.true(at > last && at <= from + span);
      last = at;
    }
  },
);

test('a range names its zone, and the second day only when there is one', t => {
  const at = (text: string) => Date.parse(text);
  t.is(rangeText(at('2026-11-21T10:20Z'), at('2026-11-21T16:20Z'), 'Europe/Berlin'), '21 Nov 2026 11:20–17:20 GMT+1');
  t.is(rangeText(at('2026-11-20T16:20Z'), at('2026-11-21T16:20Z'), 'UTC'), '20 Nov 16:20 – 21 Nov 2026 16:20 UTC');
  t.is(rangeText(at('2025-12-31T16:20Z'), at('2026-01-01T16:20Z'), 'UTC'), '31 Dec 2025 16:20 – 1 Jan 2026 16:20 UTC');
  t.is(momentText(at('2026-11-21T10:20Z'), at('2026-11-21T10:00Z'), at('2026-11-21T11:00Z'), 'UTC'), '10:20');
  t.is(momentText(at('2026-11-20T23:20Z'), at('2026-11-20T10:00Z'), at('2026-11-21T11:00Z'), 'UTC'), '20 Nov 23:20');
});
