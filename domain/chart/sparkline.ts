import { formatValue } from './caption.ts';
import { withGaps, within } from './downsample.ts';
import { seriesFacts } from './series-facts.ts';
import type { ChartSpec, Point } from './spec.ts';
import { rangeText } from './time-ticks.ts';

const bars = '▁▂▃▄▅▆▇█';
const gap = '·';

/**
 * The chart as text, for when no picture can be had: the range, then for each series its name, a line of `width` bars
 * (each the highest value of its stretch of time, `·` where nothing is known) and the numbers.
 */
export function sparkline(spec: ChartSpec, width = 24): string[] {
  const lines = spec.series.map(({ name, unit, points, stepMs }) => {
    const whole = withGaps(within(points, spec.from, spec.to), stepMs);
    const facts = seriesFacts(whole);
    if (facts === undefined) return `${name}  no data`;
    const { min, avg, max, last } = facts;
    const [low, mean, high, now] = [min, avg, max, last].map(value => formatValue(value, unit));
    const floor = unit === 'celsius' ? min : Math.min(0, min);
    const ceiling = unit === 'percent' ? Math.max(100, max) : max;
    return `${name}\n${barsOf(spec, whole, width, floor, ceiling)}\nlast ${now}, min ${low}, avg ${mean}, max ${high}`;
  });
  return [rangeText(spec.from, spec.to, spec.timeZone), ...lines];
}

function barsOf(
  { from, to }: ChartSpec,
  points: readonly Point[],
  width: number,
  floor: number,
  ceiling: number,
): string {
  const highest = new Array<number>(width).fill(Number.NEGATIVE_INFINITY);
  for (const [at, value] of points) {
    if (value === null) continue;
    const cell = Math.min(width - 1, Math.floor(((at - from) / (to - from)) * width));
    highest[cell] = Math.max(highest[cell]!, value);
  }
  const span = ceiling - floor;
  const barOf = (value: number) => (span > 0 ? Math.min(7, Math.floor(((value - floor) / span) * 8)) : 3);
  return highest.map(value => (value === Number.NEGATIVE_INFINITY ? gap : bars[barOf(value)]!)).join('');
}
