import { testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { captionMax, captionOf } from '../../../domain/chart/caption.ts';
import { seriesFacts } from '../../../domain/chart/series-facts.ts';
import { sparkline } from '../../../domain/chart/sparkline.ts';
import type { Point } from '../../../domain/chart/spec.ts';
import { anyPoints, noon, seriesOf, specOf } from './specs.ts';

/** One point every 10 s that ends at noon. */
const samples = (values: readonly (number | null)[]): Point[] =>
  values.map((value, index) => [noon - (values.length - 1 - index) * 10_000, value]);
const calm = (count: number) => Array.from({ length: count }, (_, index) => 10 + (index % 2));

testProp('facts are those of the known values', [anyPoints(60)], (t, points) => {
  const known = points.map(([, value]) => value).filter(value => value !== null);
  const facts = seriesFacts(points);
  if (known.length === 0) return t.is(facts, undefined);
  t.is(facts!.count, known.length);
  t.is(facts!.min, Math.min(...known));
  t.is(facts!.max, Math.max(...known));
  t.is(facts!.last, known.at(-1)!);
  t.is(points.find(([, value]) => value === facts!.max)![0], facts!.maxAt);
});

test('a value of mean+3σ that is back within 120 s is a spike; one that stays is none', t => {
  const back = seriesFacts(samples([...calm(200), ...new Array(5).fill(90), ...calm(200)]))!;
  t.deepEqual(
    back.spikes.map(({ value }) => value),
    [90],
  );
  // 12 steps of 10 s are 120 s: the last that counts.
  t.is(seriesFacts(samples([...calm(400), ...new Array(12).fill(90), ...calm(400)]))!.spikes.length, 1);
  t.is(seriesFacts(samples([...calm(400), ...new Array(13).fill(90), ...calm(400)]))!.spikes.length, 0);
  t.is(seriesFacts(samples([...calm(200), 90]))!.spikes.length, 0);
  t.is(seriesFacts(samples(new Array(50).fill(5)))!.spikes.length, 0);
});

test('300 s at or over the threshold are sustained; a gap or a value under it ends the stretch', t => {
  const stretch = (values: readonly (number | null)[]) => seriesFacts(samples(values), 85)!.sustained;
  t.is(stretch([...calm(9), ...new Array(31).fill(85), 10]).length, 1);
  t.is(stretch([...calm(9), ...new Array(30).fill(85), 10]).length, 0);
  t.is(stretch([...new Array(20).fill(90), null, ...new Array(20).fill(90)]).length, 0);
  t.is(stretch([...new Array(20).fill(90), 84, ...new Array(20).fill(90)]).length, 0);
});

test('a caption names range, minimum, average, maximum, spike and sustained, in the clock of the zone', t => {
  const points = samples([...calm(200), 88, ...calm(60), ...new Array(40).fill(30)]);
  const spec = specOf({ series: [seriesOf(points)], threshold: { value: 30, label: '' }, timeZone: 'Europe/Berlin' });
  t.deepEqual(captionOf(spec), [
    '21 Nov 2026 12:00–13:00 GMT+1',
    'cpu web-01: min 10 %, avg 13 %, max 88 % at 12:43; spike 88 % at 12:43; sustained 6 m 30 s from 12:53',
  ]);
});

test('a caption is never longer than a picture may have, and counts what it leaves out', t => {
  const series = Array.from({ length: 10 }, (_, index) => seriesOf(samples(calm(9)), { name: 'ы'.repeat(78) + index }));
  const lines = captionOf(specOf({ series }));
  t.true(lines.join('\n').length <= captionMax);
  t.regex(lines.at(-1)!, /^… and \d more$/);
});

test('without a picture, each series is a line of bars with its numbers; what is not known is a dot', t => {
  const spec = specOf({
    series: [seriesOf(samples([0, 50, null, 100])), seriesOf([], { name: 'cpu b' })],
    from: noon - 40_000,
  });
  t.deepEqual(sparkline({ ...spec, from: noon - 30_000, to: noon + 10_000 }, 4), [
    '21 Nov 2026 11:59–12:00 UTC',
    'cpu web-01\n▁▅·█\nlast 100 %, min 0 %, avg 50 %, max 100 %',
    'cpu b  no data',
  ]);
});
