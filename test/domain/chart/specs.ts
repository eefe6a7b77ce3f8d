import fc from 'fast-check';
import { type ChartSpec, chartSpec, type Point } from '../../../domain/chart/spec.ts';

export const noon = Date.UTC(2026, 10, 21, 12);

/** A valid spec of one series, with what is said otherwise. */
export function specOf(more: Partial<ChartSpec> = {}): ChartSpec {
  return chartSpec.parse({
    title: 'CPU',
    unit: 'percent',
    timeZone: 'UTC',
    from: noon - 3_600_000,
    to: noon,
    series: [seriesOf(wave(60, 60_000))],
    ...more,
  });
}

export function seriesOf(points: readonly Point[], more: Partial<ChartSpec['series'][number]> = {}) {
  return { name: 'cpu web-01', host: 'web-01', metric: 'cpu', unit: 'percent' as const, points, ...more };
}

/** Points that end at noon. */
export function wave(count: number, stepMs: number, turn = 0): Point[] {
  return Array.from({ length: count }, (_, index) => [
    noon - (count - 1 - index) * stepMs,
    45 + 35 * Math.sin(index / (count / 9) + turn) + ((index * 7919) % 13) - 6,
  ]);
}

/** Rising times, with values and gaps of every kind. */
export function anyPoints(maxLength: number): fc.Arbitrary<Point[]> {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 }) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 3 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  return fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), value), { maxLength, size: 'max' }).map(steps => {
    let at = noon;
    return steps.map(([ms, amount]) => {
      at += ms;
      // Zero below zero is zero: no sample says it.
      return [at, amount === null ? null : amount + 0];
    });
  });
}
