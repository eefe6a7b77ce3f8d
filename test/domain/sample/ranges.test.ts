import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { Refusal } from '../../../domain/refusal.ts';
import { parseRecent } from '../../../domain/sample/filters.ts';
import { inZone, offsetMs, parseRange } from '../../../domain/sample/ranges.ts';

const now = Date.parse('2026-11-22T12:00:00.000Z');
const told = (range: { fromMs: number; toMs: number }) =>
  [range.fromMs, range.toMs].map(ms => new Date(ms).toISOString().slice(0, 16));
const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'no/where'];

test('a window goes back from now', t => {
  t.deepEqual(told(parseRange('30m', now, 'UTC')), ['2026-11-22T11:30', '2026-11-22T12:00']);
  t.deepEqual(told(parseRange('7d', now, 'UTC')), ['2026-11-15T12:00', '2026-11-22T12:00']);
});

test('days are those of the zone, the last one whole', t => {
  t.deepEqual(told(parseRange('2026-11-20..2026-11-21', now, 'UTC')), ['2026-11-20T00:00', '2026-11-22T00:00']);
  t.deepEqual(told(parseRange('2026-11-20..2026-11-21', now, 'Europe/Berlin')), [
    '2026-11-19T23:00',
    '2026-11-21T23:00',
  ]);
  t.deepEqual(told(parseRange('2026-11-20T14:30..2026-11-20T15:00', now, 'America/New_York')), [
    '2026-11-20T19:30',
    '2026-11-20T20:00',
  ]);
  t.deepEqual(told(parseRange('2026-11-22..', now, 'UTC')), ['2026-11-22T00:00', '2026-11-22T12:00']);
});

test('a day on which the clocks are changed has 25 or 23 hours', t => {
  const hours = (day: string) => {
    const { fromMs, toMs } = parseRange(`${day}..${day}`, Date.parse('2026-12-01T00:00:00Z'), 'Europe/Berlin');
    return (toMs - fromMs) / 3_600_000;
  };
  t.is(hours('2026-11-20'), 24);
  t.is(hours('2026-10-25'), 25);
  t.is(hours('2026-03-29'), 23);
});

test('what is no range is refused with what is meant', t => {
  for (const text of [
    '',
    'x',
    '0h',
    '31d',
    '30s',
    '..',
    '1..2..3',
    '2026-13-01..',
    '2026-02-30..',
    '2026-12-01..',
    '٣h',
  ])
    t.is(t.throws(() => parseRange(text, now, 'UTC'), { instanceOf: Refusal }, text)?.code, 'invalid_request');
});

testProp(
  'any text is a range or a refusal, for ranges and for /recent',
  [
    fc.oneof(fc.string({ unit: 'binary', maxLength: 60 }), fc.stringMatching(/^[0-9hdm.T:><= a-z-]{0,30}$/)),
    fc.constantFrom(...zones),
  ],
  (t, text, zone) => {
    for (const parse of [parseRange, parseRecent] as const) {
      try {
        const found = parse(text, now, zone);
        const { fromMs, toMs } = 'range' in found ? found.range : found;
        t.true(fromMs < toMs && Number.isFinite(fromMs) && toMs <= now);
      } catch (error) {
        t.true(error instanceof Refusal, String(error));
      }
    }
  },
  { numRuns: 400 },
);

testProp(
  'what the clocks of a zone show leads back to the instant, but for the hour that is there twice or not at all',
  [fc.integer({ min: Date.UTC(2020), max: Date.UTC(2030) }), fc.constantFrom(...zones)],
  (t, ms, zone) => {
    const instant = Math.floor(ms / 60_000) * 60_000;
    const back = inZone(instant + offsetMs(instant, zone), zone);
    t.true(back === instant || Math.abs(back - instant) <= 3_600_000);
    t.is(back + offsetMs(back, zone), instant + offsetMs(instant, zone));
  },
  { numRuns: 400 },
);

test('filters are read in any order, and an unknown metric is named', t => {
  const { conditions, count, window } = parseRecent('ram>=80 6h cpu>85% 7 disk:/var<10', now, 'UTC');
  t.deepEqual(conditions, [
    { metric: 'ram', operator: '>=', value: 80 },
    { metric: 'cpu', operator: '>', value: 85 },
    { metric: 'disk:/var', operator: '<', value: 10 },
  ]);
  t.deepEqual([count, window], [7, '6h']);
  t.regex(t.throws(() => parseRecent('cpux>1', now, 'UTC'))!.message, /cpux/);
  t.throws(() => parseRecent('101', now, 'UTC'), { instanceOf: Refusal });
});
