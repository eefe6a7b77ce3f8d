import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import {
  formatBytes,
  formatCelsius,
  formatCount,
  formatDuration,
  formatInstant,
  formatLoad,
  formatPercent,
  formatQuantity,
  formatRate,
  parseBytes,
  parseDuration,
} from '../../domain/units.ts';

test('bytes are written in binary units with three digits that count', t => {
  const written = [0, 1, 1023, 1024, 1536, 100 * 1024, 25_276_502_016, 1024 ** 5, -2048].map(formatBytes);
  t.deepEqual(written, ['0 B', '1 B', '1023 B', '1 KiB', '1.5 KiB', '100 KiB', '23.5 GiB', '1 PiB', '-2 KiB']);
});

test('bytes just under a unit are never written as 1024 of the smaller one', t => {
  t.is(formatBytes(1024 ** 2 - 1), '1 MiB');
  t.is(formatBytes(1024 ** 3 - 1), '1 GiB');
});

test('a share never rounds to nothing what is something, nor to all what is not all', t => {
  const written = [0, 0.01, 0.05, 3.44, 9.94, 9.96, 12.4, 99.4, 99.6, 100, 173].map(formatPercent);
  const expected = ['0 %', '<0.1 %', '0.1 %', '3.4 %', '9.9 %', '10 %', '12 %', '99 %', '>99 %', '100 %', '173 %'];
  t.deepEqual(written, expected);
});

test('a duration is written in its two largest units, rounded down', t => {
  const written = [0, 350, 42_900, 725_000, 3_600_000, 273_600_000, 86_399_999].map(formatDuration);
  t.deepEqual(written, ['0 ms', '350 ms', '42 s', '12 m 5 s', '1 h', '3 d 4 h', '23 h 59 m']);
});

test('a number that is not known is written unknown, never as zero', t => {
  for (const format of [
    formatBytes,
    formatRate,
    formatPercent,
    formatDuration,
    formatCount,
    formatLoad,
    formatCelsius,
  ]) {
    t.deepEqual([undefined, Number.NaN, Number.POSITIVE_INFINITY].map(format), ['unknown', 'unknown', 'unknown']);
  }
});

test('rates, counts, loads and degrees carry their unit', t => {
  t.deepEqual(
    [formatRate(1_258_291.2), formatCount(12_345), formatLoad(0.4), formatCelsius(54.4), formatCelsius(-0.2)],
    ['1.2 MiB/s', '12,345', '0.40', '54 °C', '0 °C'],
  );
});

test('what is counted stands in the singular only after one', t => {
  t.deepEqual(
    [0, 1, 2, 1234].map(count => formatQuantity(count, 'order')),
    ['0 orders', '1 order', '2 orders', '1,234 orders'],
  );
  t.is(formatQuantity(2, 'entry', 'entries'), '2 entries');
  t.is(formatQuantity(undefined, 'order'), 'unknown orders');
});

test('an instant is shown on the wall clock of the time zone asked for', t => {
  const at = '2026-07-01T22:30:00.000Z';
  t.is(formatInstant(at, 'Asia/Tokyo'), '2026-07-02 07:30 GMT+9');
  t.is(formatInstant(at, 'No/Where'), '2026-07-01 22:30 UTC');
  t.is(formatInstant('never', 'UTC'), 'unknown');
});

test('sizes and durations are read in the forms people write', t => {
  t.deepEqual(['512', '1.5 GiB', '20M', '20 mb', '7 B'].map(parseBytes), [
    512,
    1.5 * 1024 ** 3,
    20 * 1024 ** 2,
    20 * 1024 ** 2,
    7,
  ]);
  t.deepEqual(
    ['350ms', '30s', '15 m', '1h30m', '3 d 4 h'].map(parseDuration),
    [350, 30_000, 900_000, 5_400_000, 273_600_000],
  );
});

test('text that is no size or duration is undefined', t => {
  t.deepEqual(['', 'x', '-1', '1 XB', '1..2'].map(parseBytes), Array(5).fill(undefined));
  t.deepEqual(['', '5', 'h', '1 y', '-3s'].map(parseDuration), Array(5).fill(undefined));
});

testProp(
  'what is written as bytes reads back within half a percent',
  [fc.integer({ min: 0, max: 2 ** 52 })],
  (t, bytes) => {
    const back = parseBytes(formatBytes(bytes))!;
    t.true(Math.abs(back - bytes) <= bytes * 0.005);
  },
);

testProp(
  'what is written as a duration reads back no longer, and short by less than its second unit',
  [fc.integer({ min: 0, max: 10 ** 12 })],
  (t, ms) => {
    const back = parseDuration(formatDuration(ms))!;
    t.true(
      back <= ms && ms - back < (ms < 60_000 ? 1000 : ms < 3_600_000 ? 1000 : ms < 86_400_000 ? 60_000 : 3_600_000),
    );
  },
);
