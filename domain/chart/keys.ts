import { createHash } from 'node:crypto';
import type { ChartStep } from './graph-codes.ts';
import type { ChartSpec, Point } from './spec.ts';

/** What was asked for, whenever it was asked: the last chart of the same request has the same key. */
export interface ChartRequest {
  metrics: readonly string[];
  hosts: readonly string[];
  range: { lastMs: number } | { from: number; to: number };
  timeZone: string;
  theme: ChartSpec['theme'];
}

/** 64 hex digits; the order of metrics and hosts, and what is named twice, make no difference. */
export function requestKey({ metrics, hosts, range, timeZone, theme }: ChartRequest): string {
  const set = (names: readonly string[]) => [...new Set(names)].sort();
  const span = 'lastMs' in range ? [range.lastMs] : [range.from, range.to];
  return createHash('sha256')
    .update(JSON.stringify([set(metrics), set(hosts), span, timeZone, theme]))
    .digest('hex');
}

/** 64 hex digits that two pictures share only when they show the same: every part of the spec and of its points counts. */
export function pictureKey(spec: ChartSpec, step: ChartStep): string {
  const { series, title, subtitle, unit, theme, timeZone, from, to, threshold, size } = spec;
  const bare = series.map(({ name, host, metric, unit, stepMs, points }) => [
    name,
    host,
    metric,
    unit,
    stepMs ?? 0,
    points.length,
  ]);
  const limit = threshold === undefined ? [] : [threshold.value, threshold.label];
  const head = [
    step,
    title,
    subtitle,
    unit,
    theme,
    timeZone,
    from,
    to,
    limit,
    size.width,
    size.height,
    size.ratio,
    bare,
  ];
  const hash = createHash('sha256').update(JSON.stringify(head));
  for (const { points } of series) hash.update(packPoints(points));
  return hash.digest('hex');
}

/** Two numbers a point; `NaN` where nothing is known. */
export function packPoints(points: readonly Point[]): Float64Array {
  const packed = new Float64Array(2 * points.length);
  let next = 0;
  for (const point of points) {
    packed[next++] = point[0];
    packed[next++] = point[1] ?? Number.NaN;
  }
  return packed;
}

/** The points that {@link packPoints} packed. */
export function unpackPoints(packed: Float64Array): Point[] {
  return Array.from({ length: packed.length / 2 }, (_, index) => {
    const value = packed[2 * index + 1]!;
    return [packed[2 * index]!, Number.isNaN(value) ? null : value];
  });
}
