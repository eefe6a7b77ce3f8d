import type { ChartSeries, ChartSpec, Point } from './spec.ts';

/** What is worth saying of a series. Values in its unit, times in milliseconds since 1970. */
export interface SeriesFacts {
  count: number;
  min: number;
  max: number;
  maxAt: number;
  avg: number;
  last: number;
  lastAt: number;
  /** Each at its highest point. */
  spikes: { at: number; value: number }[];
  sustained: { from: number; to: number }[];
}

/** A spike is back within so long. */
const spikeMsMax = 120_000;
/** At or over the threshold for so long is sustained. */
const sustainedMsMin = 300_000;

/** `undefined` when no value is known. `threshold` in the unit of the series, when it has one. */
export function seriesFacts(points: readonly Point[], threshold?: number): SeriesFacts | undefined {
  const known = points.filter((point): point is readonly [number, number] => point[1] !== null);
  const [first] = known;
  if (first === undefined) return undefined;
  let [min, max, maxAt, sum] = [first[1], first[1], first[0], 0];
  for (const [at, value] of known) {
    sum += value;
    if (value < min) min = value;
    if (value > max) [max, maxAt] = [value, at];
  }
  const avg = sum / known.length;
  const [lastAt, last] = known.at(-1)!;
  const spikes = spikesIn(known, avg);
  const sustained = threshold === undefined ? [] : sustainedIn(points, threshold);
  return { count: known.length, min, max, maxAt, avg, last, lastAt, spikes, sustained };
}

/** The threshold of a chart, where it is one of this series. */
export function thresholdOf({ unit, threshold }: ChartSpec, series: ChartSeries): number | undefined {
  return series.unit === unit ? threshold?.value : undefined;
}

/**
 * Values of mean+3σ and more (σ of all values, not of a sample) that are back at mean+1σ or less within 120 s of
 * the first of them.
 */
function spikesIn(known: readonly (readonly [number, number])[], avg: number): SeriesFacts['spikes'] {
  const sigma = Math.sqrt(known.reduce((sum, [, value]) => sum + (value - avg) ** 2, 0) / known.length);
  if (!(sigma > 0)) return [];
  const spikes: SeriesFacts['spikes'] = [];
  let open: { since: number; at: number; value: number } | undefined;
  for (const [at, value] of known) {
    if (open === undefined) {
      if (value >= avg + 3 * sigma) open = { since: at, at, value };
      continue;
    }
    if (value > open.value) Object.assign(open, { at, value });
    if (value > avg + sigma) continue;
    if (at - open.since <= spikeMsMax) spikes.push({ at: open.at, value: open.value });
    open = undefined;
  }
  return spikes;
}

/** Stretches at or over the threshold, from the first such point to the last, of 300 s and more. A gap ends one. */
function sustainedIn(points: readonly Point[], threshold: number): SeriesFacts['sustained'] {
  const stretches: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const [at, value] of points) {
    if (value === null || value < threshold) {
      open = undefined;
    } else if (open === undefined) {
      open = { from: at, to: at };
      stretches.push(open);
    } else {
      open.to = at;
    }
  }
  return stretches.filter(({ from, to }) => to - from >= sustainedMsMin);
}
