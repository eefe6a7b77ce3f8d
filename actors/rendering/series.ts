import type { ChartSpec } from '../../domain/chart/spec.ts';
import { chartOf, type Drawn } from '../../domain/render/chart-of.ts';
import type { RenderWork } from '../../domain/render/plan.ts';
import type { Samples, Series } from '../answers/sample-ports.ts';

/** Points that are read for each line: more than any picture shows, few enough to read thirty days in a moment. */
const pointsMax = 5_000;

/** Reads what a chart shows. A value stands in the middle of its step; of joined ones the least and the most stay. */
export async function chartFrom(
  work: RenderWork,
  samples: Pick<Samples, 'series'>,
  level: number | undefined,
): Promise<ChartSpec> {
  const { metrics, hosts, fromMs, toMs } = work;
  const wanted = hosts.flatMap(host => metrics.map(metric => ({ host, metric })));
  const drawn = await Promise.all(
    wanted.map(async one => drawnOf(await samples.series({ ...one, fromMs, toMs, pointsMax }))),
  );
  return chartOf(work, drawn, level);
}

/** Where neighbours were joined, both their extremes are drawn, a third of a step apart. */
function drawnOf({ host, metric, stepMs, atMs, min, max, mean }: Series): Drawn {
  const points: [number, number][] = [];
  for (let index = 0; index < atMs.length; index++) {
    const at = atMs[index]!;
    const [low, high] = [min[index]!, max[index]!];
    if (low === high) points.push([Math.round(at + stepMs / 2), mean[index]!]);
    else points.push([Math.round(at + stepMs / 3), low], [Math.round(at + (2 * stepMs) / 3), high]);
  }
  return { host, metric, points, stepMs };
}
