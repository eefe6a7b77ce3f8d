import { chartUnits } from '../chart/metric-units.ts';
import { type ChartSpec, chartSpec, type Point } from '../chart/spec.ts';
import { type Metric, metricOf } from '../sample/metrics.ts';
import type { RenderWork } from './plan.ts';

/** From values to what a chart shows. */

/** The values of one series of one machine. */
export interface Drawn {
  host: string;
  metric: string;
  points: readonly Point[];
  stepMs: number;
}

/**
 * The chart of some series: at most two units, the first metric's on the left; the level of its alert rule as a line.
 * @throws {ZodError} for more than ten series, or more points than a chart takes.
 */
export function chartOf(work: RenderWork, drawn: readonly Drawn[], level: number | undefined): ChartSpec {
  const first = metricOf(work.metrics[0]!)!;
  const unit = chartUnits[first.unit];
  const isOfOneHost = work.hosts.length === 1;
  return chartSpec.parse({
    title: titleOf(work),
    subtitle: `${isOfOneHost ? work.hosts[0] : `${work.hosts.length} machines`} · ${work.window}`.slice(0, 160),
    unit,
    theme: work.theme,
    timeZone: work.timeZone,
    from: work.fromMs,
    to: work.toMs,
    series: drawn.map(({ host, metric, points, stepMs }) => ({
      name: nameOf(metric, host, work),
      host,
      metric: metric.slice(0, 40),
      unit: chartUnits[metricOf(metric)!.unit],
      points,
      stepMs,
    })),
    ...(level === undefined ? {} : { threshold: { value: level, label: 'alert' } }),
  });
}

function titleOf({ metrics }: RenderWork): string {
  return metrics.map(labelOf).join(', ').slice(0, 120);
}

/** Only as much as tells one line from another. */
function nameOf(metric: string, host: string, { metrics, hosts }: RenderWork): string {
  const parts = [
    ...(metrics.length > 1 || hosts.length === 1 ? [labelOf(metric)] : []),
    ...(hosts.length > 1 ? [host] : []),
  ];
  return parts.join(' ').slice(0, 80);
}

function labelOf(series: string): string {
  const { label } = metricOf(series) as Metric;
  const part = series.slice(series.indexOf(':') + 1);
  return series.includes(':') ? `${label} ${part}` : label;
}
