/** When a disk will be full, if it goes on as it did. */

export interface Forecast {
  /** The share that would be used at the horizon; 0 to 100 and beyond. */
  percent: number;
  /** Time until it would be full; none when it does not fill up. */
  fullInMs?: number;
}

/** Less than this is chance. */
const leastSpanMs = 2 * 3_600_000;
const leastPoints = 12;

/**
 * A line through the points (least squares), looked along until the horizon. Undefined with less than two hours or twelve
 * points to go by.
 * @param points share used, 0 to 100, in order of time
 */
export function forecast(
  points: readonly (readonly [atMs: number, percent: number])[],
  horizonMs: number,
): Forecast | undefined {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  if (points.length < leastPoints || last[0] - first[0] < leastSpanMs) return undefined;
  const count = points.length;
  // Counted from the first point, in hours: the squares of epoch milliseconds would leave no digits for the rest.
  const hours = points.map(([atMs]) => (atMs - first[0]) / 3_600_000);
  const meanHour = hours.reduce((sum, hour) => sum + hour, 0) / count;
  const meanPercent = points.reduce((sum, [, percent]) => sum + percent, 0) / count;
  const slope =
    hours.reduce((sum, hour, index) => sum + (hour - meanHour) * (points[index]![1] - meanPercent), 0) /
    hours.reduce((sum, hour) => sum + (hour - meanHour) ** 2, 0);
  const now = last[1];
  const percent = Math.max(0, now + slope * (horizonMs / 3_600_000));
  return slope > 0 && now < 100 ? { percent, fullInMs: ((100 - now) / slope) * 3_600_000 } : { percent };
}
