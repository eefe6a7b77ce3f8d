import { z } from 'zod';

/**
 * What a chart shows, without a word on how it looks: the one input of the picture, the page, the caption and the
 * text that stands in for all of them.
 */

export const chartUnit = z.enum([
  'percent',
  'bytes',
  'bytes_per_second',
  'celsius',
  'load',
  'count',
  'milliseconds',
  'seconds',
]);
export type ChartUnit = z.infer<typeof chartUnit>;

/** A sample: milliseconds since 1970 (UTC), and the value; `null` says that nothing was known there. */
export type Point = readonly [epochMs: number, value: number | null];

const seriesMax = 10;
/** Over all series: 30 days of minutes on ten hosts. Drawing thins them out; checking them must stay cheap. */
export const pointsMax = 500_000;

/** No machine has more of anything; either side of zero. */
const valueMax = 1e18;

const points = z.custom<readonly Point[]>(arePoints, {
  error: 'points are [epoch milliseconds, value or null], times rising, values of at most 1e18',
});

const chartSeries = z.object({
  /** What the legend calls it. */
  name: z.string().min(1).max(80),
  host: z.string().min(1).max(80),
  metric: z.string().min(1).max(40),
  unit: chartUnit,
  points,
  /** The usual distance of two points: a hole of more than 2.5 of them is drawn as a gap. */
  stepMs: z.int().min(1).optional(),
});
export type ChartSeries = z.infer<typeof chartSeries>;

/** In CSS pixels; the picture has `ratio` times as many each way. */
const chartSize = z
  .object({ width: z.int().min(240).max(1600), height: z.int().min(160).max(1200), ratio: z.number().min(1).max(3) })
  .refine(
    ({ width, height, ratio }) => width * height * ratio ** 2 <= 4_000_000,
    'a picture has 4 million pixels at most',
  );
export type ChartSize = z.infer<typeof chartSize>;

/** Fits a phone: letters of 12 px stay readable when the picture is as wide as the screen. Grows with the legend. */
function phoneSize(seriesCount: number): ChartSize {
  return { width: 450, height: 290 + 23 * Math.max(0, Math.ceil(seriesCount / 2) - 2), ratio: 2 };
}

export const chartSpec = z
  .object({
    title: z.string().min(1).max(120),
    subtitle: z.string().max(160).default(''),
    /** Of the left axis and of the threshold. Series of one other unit may stand on the right axis. */
    unit: chartUnit,
    theme: z.enum(['dark', 'light']).default('dark'),
    /** IANA name; UTC when there is no such zone. */
    timeZone: z.string().min(1).max(60),
    from: z.int(),
    to: z.int(),
    series: z.array(chartSeries).min(1).max(seriesMax),
    threshold: z
      .object({ value: z.number().min(-valueMax).max(valueMax), label: z.string().max(40).default('') })
      .optional(),
    size: chartSize.optional(),
  })
  .refine(({ from, to }) => to - from >= 1000, 'a chart spans a second at least')
  .refine(({ from, to }) => Math.abs(from) <= 8.64e15 && Math.abs(to) <= 8.64e15, 'times lie within what a date holds')
  .refine(({ unit, series }) => new Set([unit, ...series.map(one => one.unit)]).size <= 2, 'two units at most')
  .refine(({ series }) => countPoints(series) <= pointsMax, `${pointsMax} points at most`)
  .transform(spec => ({ ...spec, size: spec.size ?? phoneSize(spec.series.length) }));
export type ChartSpec = z.infer<typeof chartSpec>;

/** Fewer than two values are a number, not a chart: `GRAPH_NOT_ENOUGH_POINTS`. */
export function hasEnoughPoints({ series }: ChartSpec): boolean {
  let known = 0;
  for (const { points } of series) {
    for (const point of points) if (point[1] !== null && ++known === 2) return true;
  }
  return false;
}

function countPoints(series: readonly ChartSeries[]): number {
  return series.reduce((sum, { points }) => sum + points.length, 0);
}

/** By hand: a schema for each of half a million pairs would hold up everything else for a second. */
function arePoints(value: unknown): boolean {
  if (!Array.isArray(value) || value.length > pointsMax) return false;
  let last = Number.NEGATIVE_INFINITY;
  for (const point of value as unknown[]) {
    if (!Array.isArray(point) || point.length !== 2) return false;
    const [at, amount] = point as [unknown, unknown];
    if (!Number.isSafeInteger(at) || (at as number) <= last) return false;
    if (amount !== null && !(typeof amount === 'number' && Math.abs(amount) <= valueMax)) return false;
    last = at as number;
  }
  return true;
}
