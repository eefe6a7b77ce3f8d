import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { formatValue } from '../../../domain/chart/caption.ts';
import { chartUnits } from '../../../domain/chart/metric-units.ts';
import { chartUnit } from '../../../domain/chart/spec.ts';
import { valueAxis } from '../../../domain/chart/value-axis.ts';
import { metrics } from '../../../domain/sample/metrics.ts';

const units = fc.constantFrom(...chartUnit.options);
const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 });

testProp('an axis holds all it must show, in 1 to 8 equal steps', [units, number, number], (t, unit, one, other) => {
  const [lowest, highest] = [Math.min(one, other), Math.max(one, other)];
  const { min, max, interval, divisor } = valueAxis(unit, lowest, highest);
  const dust = 1e-9 * Math.max(1, Math.abs(min), Math.abs(max));
  t.true(min <= lowest / divisor + dust && max >= highest / divisor - dust, JSON.stringify({ min, max }));
  const steps = (max - min) / interval;
  t.true(Math.abs(steps - Math.round(steps)) < 1e-6 && steps >= 0.9 && steps < 8.1, `${steps}`);
});

testProp(
  'a right axis has as many steps as the left one, and still holds all',
  [units, number, number, fc.integer({ min: 2, max: 7 })],
  (t, unit, one, other, intervals) => {
    const [lowest, highest] = [Math.min(one, other), Math.max(one, other)];
    const { min, max, interval, divisor } = valueAxis(unit, lowest, highest, intervals);
    t.is(Math.round((max - min) / interval), intervals);
    const dust = 1e-9 * Math.max(1, Math.abs(min), Math.abs(max));
    t.true(min <= lowest / divisor + dust && max >= highest / divisor - dust, JSON.stringify({ min, max }));
  },
);

test('axes carry their unit, in the size that keeps numbers short', t => {
  const said = (...given: Parameters<typeof valueAxis>) => {
    const { min, max, interval, suffix } = valueAxis(...given);
    return `${min} ${max} ${interval}${suffix}`;
  };
  t.is(said('percent', 3, 71), '0 100 20 %');
  t.is(said('percent', 0, 2), '0 10 2 %');
  t.is(said('percent', 0, 180), '0 200 50 %');
  t.is(said('bytes', 0, 7 * 1024 ** 3), '0 8 2 GiB');
  t.is(said('bytes_per_second', 0, 1_500_000), '0 1.5 0.5 MiB/s');
  t.is(said('celsius', 54, 57), '53 57 1 °C');
  t.is(said('load', 0.2, 0.9), '0 1 0.2');
  t.is(said('count', 0, 12_000), '0 12.5 2.5 k');
  t.is(said('milliseconds', 0, 900), '0 1000 200 ms');
});

test('every metric that is sampled can be drawn and said in its unit', t => {
  for (const { name, unit } of metrics) {
    const drawn = chartUnits[unit];
    t.true(chartUnit.options.includes(drawn), name);
    t.not(formatValue(42, drawn), '', name);
    t.true(valueAxis(drawn, 0, 42).max >= 42, name);
  }
});
