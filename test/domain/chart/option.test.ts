import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { legendOf } from '../../../domain/chart/legend.ts';
import { chartOption } from '../../../domain/chart/option.ts';
import { chartSpec, chartUnit, hasEnoughPoints, pointsMax } from '../../../domain/chart/spec.ts';
import { anyText } from '../../adapters/any-text.ts';
import { anyPoints, noon, seriesOf, specOf, wave } from './specs.ts';

interface Option {
  title: { text: string; subtext: string };
  yAxis: { min: number; max: number; axisLabel: { formatter: string } }[];
  series: {
    name: string;
    yAxisIndex: number;
    data: unknown[];
    markLine?: { data: { label: { formatter: string } }[] };
  }[];
}
const optionOf = (...given: Parameters<typeof specOf>) => chartOption(specOf(...given)) as unknown as Option;

testProp(
  'an option of any spec is JSON and nothing else',
  [anyText(80), fc.constantFrom(...chartUnit.options), fc.array(anyPoints(40), { minLength: 1, maxLength: 5 })],
  (t, text, unit, all) => {
    const series = all.map((points, index) =>
      seriesOf(points, { name: text || 'x', unit: index % 2 ? unit : 'percent' }),
    );
    const option = chartOption(specOf({ title: text || 'x', series }));
    t.deepEqual(JSON.parse(JSON.stringify(option)), option);
  },
);

test('axes have units, and values stand in the unit of their axis', t => {
  const net = seriesOf(
    [
      [noon - 1000, 1024 ** 2],
      [noon, 3 * 1024 ** 2],
    ],
    { unit: 'bytes_per_second', name: 'net' },
  );
  const { yAxis, series } = optionOf({ series: [seriesOf(wave(9, 1000)), net] });
  t.deepEqual(
    yAxis.map(({ axisLabel }) => axisLabel.formatter),
    ['{value} %', '{value} MiB/s'],
  );
  t.is(series[1]!.yAxisIndex, 1);
  t.deepEqual(series[1]!.data, [
    [noon - 1000, 1],
    [noon, 3],
  ]);
});

test('a gap stays a gap, and a value alone between gaps is a dot', t => {
  const { series } = optionOf({
    series: [
      seriesOf(
        [
          [1, 5],
          [2, null],
          [3, 6],
          [4, 7],
        ].map(([at, value]) => [noon + at! - 9, value!]),
      ),
    ],
  });
  t.deepEqual(series[0]!.data, [
    { value: [noon - 8, 5], symbol: 'circle', symbolSize: 5 },
    [noon - 7, null],
    [noon - 6, 6],
    [noon - 5, 7],
  ]);
});

test('the threshold is a line with its value, always within the axis', t => {
  const { yAxis, series } = optionOf({
    unit: 'load',
    series: [seriesOf(wave(9, 1000), { unit: 'load' })],
    threshold: { value: 500, label: '' },
  });
  t.is(series.at(-1)!.markLine!.data[0]!.label.formatter, 'threshold 500.00');
  t.true(yAxis[0]!.max >= 500);
});

test('labels of time are those of the zone of the chat, also in the subtitle', t => {
  const { title, series } = optionOf({ timeZone: 'Asia/Kolkata', subtitle: 'simulated' });
  t.is(title.subtext, 'simulated · 21 Nov 2026 16:30–17:30 GMT+5:30');
  t.true(series[1]!.markLine!.data.map(({ label }) => label.formatter).includes('16:45'));
});

testProp(
  'a legend tells all names apart, within the width and two fifths of the height of the smallest chart',
  [
    fc.array(anyText(80), { minLength: 1, maxLength: 10 }),
    fc.integer({ min: 240, max: 1600 }),
    fc.integer({ min: 160, max: 900 }),
  ],
  (t, names, width, height) => {
    const series = names.map(name => seriesOf(wave(3, 1000), { name: name || 'x' }));
    const legend = legendOf(specOf({ series, size: { width, height, ratio: 1 } }));
    t.is(new Set(legend.names).size, names.length);
    t.true(legend.height <= Math.max(0.4 * height, 69));
    for (const name of legend.names) t.true(name.length <= 30);
  },
);

test('names that are too long lose what they share, not what tells them apart', t => {
  const series = [1, 2, 3].map(n =>
    seriesOf(wave(3, 1000), { name: `load prod-eu-west-1-web-${n}.internal.example.com` }),
  );
  t.deepEqual(
    legendOf(specOf({ series })).names,
    [1, 2, 3].map(n => `load prod-eu-west-1-web-${n}`),
  );
  const long = [1, 2].map(n =>
    seriesOf(wave(3, 1000), { name: `load of the one in the cellar behind the stairs-${n}` }),
  );
  t.deepEqual(legendOf(specOf({ series: long })).names, ['…1', '…2']);
});

test('a series of nothing but gaps is named as one without data', t => {
  t.deepEqual(legendOf(specOf({ series: [seriesOf([[noon, null]], { name: 'cpu b' })] })).names, ['cpu b (no data)']);
});

test('[K-35] a spec that cannot be drawn is refused: points that fall back in time, three units, too many points', t => {
  const spec = { title: 'x', unit: 'percent', timeZone: 'UTC', from: 0, to: 5000 };
  const accepts = (more: object) => chartSpec.safeParse({ ...spec, ...more }).success;
  const one = seriesOf([
    [1, 1],
    [2, 2],
  ]);
  t.true(accepts({ series: [one] }));
  t.false(accepts({ series: [] }));
  t.false(accepts({ series: new Array(11).fill(one) }));
  t.false(
    accepts({
      series: [
        seriesOf([
          [2, 1],
          [1, 2],
        ]),
      ],
    }),
  );
  t.false(accepts({ series: [seriesOf([[1, Number.NaN]])] }));
  t.false(accepts({ series: [seriesOf([[1, 1e30]])] }));
  t.false(accepts({ series: [one, { ...one, unit: 'load' }, { ...one, unit: 'bytes' }] }));
  t.false(accepts({ series: [one], to: 500 }));
  t.false(accepts({ series: [seriesOf(Array.from({ length: pointsMax + 1 }, (_, index) => [index, 1]))] }));
});

test('one value is not enough for a chart, two are', t => {
  t.false(
    hasEnoughPoints(
      specOf({
        series: [
          seriesOf([
            [1, 1],
            [2, null],
          ]),
          seriesOf([]),
        ],
      }),
    ),
  );
  t.true(hasEnoughPoints(specOf({ series: [seriesOf([[1, 1]]), seriesOf([[1, 1]])] })));
});
