import { type ChartSpec, type ChartUnit, chartSpec } from '../chart/spec.ts';

export const sloCharts = ['budget', 'bad', 'latency'] as const;
export type SloChart = (typeof sloCharts)[number];

export interface ChartedPoint {
  at: string;
  bad: number;
  p50: number | null;
  p95: number | null;
  remaining: number | null;
}

interface Charted {
  sli: string;
  window: string;
  stepMs: number;
  points: readonly ChartedPoint[];
}

interface Looks {
  theme: 'dark' | 'light';
  timeZone: string;
  width: number;
  height: number;
}

const titles: Record<SloChart, string> = {
  budget: 'Error budget left',
  bad: 'Bad events',
  latency: 'Time to a reply',
};

/** One chart of an indicator's past, for pages and reports alike. */
export function sloChart(chart: SloChart, { sli, window, stepMs, points }: Charted, looks: Looks): ChartSpec {
  const { theme, timeZone, width, height } = looks;
  const line = (name: string, unit: ChartUnit, value: (point: ChartedPoint) => number | null) => ({
    ...{ name, host: 'binnacle', metric: chart, unit, stepMs },
    points: points.map(point => [Date.parse(point.at), value(point)] as const),
  });
  const lines = {
    budget: [line('budget left', 'percent', ({ remaining }) => (remaining === null ? null : remaining * 100))],
    bad: [line('bad events', 'count', ({ bad }) => bad)],
    latency: [line('p50', 'milliseconds', ({ p50 }) => p50), line('p95', 'milliseconds', ({ p95 }) => p95)],
  }[chart];
  const from = Date.parse(points[0]!.at);
  return chartSpec.parse({
    ...{ title: titles[chart], subtitle: `${sli} over ${window}`, theme, timeZone },
    ...{ unit: lines[0]!.unit, from, to: from + points.length * stepMs, series: lines },
    size: { width, height, ratio: 1 },
  });
}
