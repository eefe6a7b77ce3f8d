import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { downsample, withGaps, within, withinAndBeside } from '../../../domain/chart/downsample.ts';
import type { Point } from '../../../domain/chart/spec.ts';
import { atStep } from '../../../domain/chart/steps.ts';
import { anyPoints, noon, seriesOf, specOf, wave } from './specs.ts';

const max = fc.integer({ min: 6, max: 90 });

testProp(
  'thinning out keeps at most so many points, all of them points there were, in their order',
  [anyPoints(400), max],
  (t, points, most) => {
    const kept = downsample(points, most);
    t.true(kept.length <= most);
    let last = -1;
    for (const point of kept) {
      const index = points.indexOf(point, last + 1);
      t.true(index > last);
      last = index;
    }
  },
);

testProp(
  'thinning out keeps the lowest and the highest value of each stretch, the gap in it, and both ends',
  [anyPoints(400), max],
  (t, points, most) => {
    const kept = new Set(downsample(points, most));
    t.true(points.length === 0 || (kept.has(points[0]!) && kept.has(points.at(-1)!)));
    const stretches = Math.floor((most - 2) / 3);
    for (let stretch = 0; stretch < stretches; stretch++) {
      const [start, end] = [stretch, stretch + 1].map(bound => Math.floor((bound * points.length) / stretches));
      const before = points.slice(start, end);
      const after = before.filter(point => kept.has(point));
      const values = (some: readonly Point[]) => some.map(([, value]) => value).filter(value => value !== null);
      t.is(Math.min(...values(after)), Math.min(...values(before)));
      t.is(Math.max(...values(after)), Math.max(...values(before)));
      t.is(
        after.some(([, value]) => value === null),
        before.some(([, value]) => value === null),
      );
    }
  },
);

test('a spike of one point among 500,000 stays', t => {
  const points: Point[] = Array.from({ length: 500_000 }, (_, index) => [index, index === 123_456 ? 99 : 1]);
  t.true(downsample(points, 900).some(([, value]) => value === 99));
});

test('a hole of more than 2.5 steps becomes a gap; a late sample does not', t => {
  const points: Point[] = [0, 10, 20, 45, 71].map(at => [at, 1]);
  t.deepEqual(
    withGaps(points, 10).map(([at, value]) => [at, value]),
    [0, 10, 20, 45]
      .map(at => [at, 1] as [number, number | null])
      .concat([
        [55, null],
        [71, 1],
      ]),
  );
  t.is(withGaps(points, undefined), points);
});

test('the smaller step draws a quarter of the pixels with fewer points, and the same extremes', t => {
  const spec = specOf({ series: [seriesOf(wave(3000, 1000))], from: noon - 3_000_000 });
  const [full, smaller] = [atStep(spec, 'full'), atStep(spec, 'smaller')];
  t.is(full.size.ratio, 2);
  t.is(smaller.size.ratio, 1);
  const [many, few] = [full, smaller].map(({ series }) => series[0]!.points);
  t.true(few!.length <= 200 && few!.length < many!.length && many!.length <= 1125);
  const highest = (points: readonly Point[]) => Math.max(...points.map(([, value]) => value ?? 0));
  t.is(highest(few!), highest(spec.series[0]!.points));
  t.is(few!.at(-1)![0], noon);
});

testProp(
  'a range holds its points, and beside them one on either side',
  [anyPoints(40), fc.integer({ min: 0, max: 2_000_000 }), fc.integer({ min: 0, max: 2_000_000 })],
  (t, points, one, other) => {
    const [from, to] = [noon + Math.min(one, other), noon + Math.max(one, other)];
    const inside = points.filter(([at]) => at >= from && at <= to);
    t.deepEqual(within(points, from, to), inside);
    const before = points.findLast(([at]) => at < from);
    const after = points.find(([at]) => at > to);
    t.deepEqual(
      withinAndBeside(points, from, to),
      [before, ...inside, after].filter(point => point !== undefined),
    );
  },
);
