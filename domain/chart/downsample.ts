import type { Point } from './spec.ts';

/**
 * At most `max` points (6 at the least) of a series, cut into stretches of the same number of points: of each
 * the lowest and the highest stay, and one `null` where it has any, in their order; besides, the first and the
 * last point of all. So every extreme stays an extreme, and every gap a gap. The same array when it is short enough.
 */
export function downsample(points: readonly Point[], max: number): readonly Point[] {
  if (points.length <= max) return points;
  // Three of a stretch, and the two ends.
  const stretches = Math.max(1, Math.floor((Math.max(6, max) - 2) / 3));
  const kept: Point[] = [];
  const keep = (index: number) => {
    const point = points[index];
    if (point !== undefined && kept.at(-1) !== point) kept.push(point);
  };
  keep(0);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const start = Math.floor((stretch * points.length) / stretches);
    const end = Math.floor(((stretch + 1) * points.length) / stretches);
    for (const index of tellingPoints(points, start, end)) keep(index);
  }
  keep(points.length - 1);
  return kept;
}

/** Indexes of the lowest, the highest and the first unknown point from `start` to before `end`, in order; `-1` for none. */
function tellingPoints(points: readonly Point[], start: number, end: number): number[] {
  let lowest = -1;
  let highest = -1;
  let unknown = -1;
  for (let index = start; index < end; index++) {
    const value = points[index]![1];
    if (value === null) {
      if (unknown === -1) unknown = index;
      continue;
    }
    if (lowest === -1 || value < points[lowest]![1]!) lowest = index;
    if (highest === -1 || value > points[highest]![1]!) highest = index;
  }
  return [lowest, highest, unknown].sort((one, other) => one - other);
}

/** The same points with a `null` in every hole of more than 2.5 steps. */
export function withGaps(points: readonly Point[], stepMs: number | undefined): readonly Point[] {
  if (stepMs === undefined) return points;
  const isHole = (index: number) => index > 0 && points[index]![0] - points[index - 1]![0] > 2.5 * stepMs;
  if (!points.some((_, index) => isHole(index))) return points;
  return points.flatMap((point, index) =>
    isHole(index) ? [[points[index - 1]![0] + stepMs, null] as const, point] : [point],
  );
}

/** The points within a range, both ends included. */
export function within(points: readonly Point[], from: number, to: number): readonly Point[] {
  return points.slice(firstAt(points, from), firstAt(points, to + 1));
}

/** The points within a range and one on either side: a line goes on to the edge. */
export function withinAndBeside(points: readonly Point[], from: number, to: number): readonly Point[] {
  return points.slice(Math.max(0, firstAt(points, from) - 1), firstAt(points, to + 1) + 1);
}

/** The index of the first point at `at` or later. */
function firstAt(points: readonly Point[], at: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]![0] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
