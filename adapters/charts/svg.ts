// @ts-expect-error The build that loads in a fifth of the time comes without types.
import * as small from 'echarts/dist/echarts.esm.min.mjs';
import { chartOption } from '../../domain/chart/option.ts';
import type { ChartSpec } from '../../domain/chart/spec.ts';
import { atStep } from '../../domain/chart/steps.ts';
import type { JsonObject } from '../../domain/message.ts';

/** What is used of ECharts. */
interface ECharts {
  init(
    dom: null,
    theme: null,
    how: { renderer: 'svg'; ssr: true; width: number; height: number },
  ): {
    setOption(option: JsonObject): void;
    renderToSVGString(): string;
    dispose(): void;
  };
}

const { init } = small as ECharts;

/** A chart as SVG text, of the same option as every picture; letters are those of whoever looks at it. */
export function chartSvg(spec: ChartSpec): string {
  const { width, height } = spec.size;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption(chartOption(atStep(spec, 'full')));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}
