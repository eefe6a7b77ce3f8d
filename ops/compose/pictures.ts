import type { ChartSpec } from '../../domain/chart/spec.ts';

/** A chart as SVG text; the library is loaded when the first one is wanted. */
export async function svgOf(spec: ChartSpec): Promise<string> {
  return (await import('../../adapters/charts/svg.ts')).chartSvg(spec);
}
