import { type Canvas, createCanvas } from 'canvas';
// @ts-expect-error The build that loads in a fifth of the time comes without types.
import * as small from 'echarts/dist/echarts.esm.min.mjs';
import { chartOption } from '../../../domain/chart/option.ts';
import type { ChartSpec } from '../../../domain/chart/spec.ts';
import type { JsonObject } from '../../../domain/message.ts';
import { indexedPng } from './indexed-png.ts';
import type { Drawing } from './serve-drawings.ts';

/** What is used of ECharts. */
interface ECharts {
  setPlatformAPI(api: { createCanvas(): Canvas }): void;
  init(canvas: Canvas, theme: null, size: { width: number; height: number; devicePixelRatio: number }): EChart;
}
interface EChart {
  setOption(option: JsonObject): void;
  dispose(): void;
}

const { init, setPlatformAPI } = small as ECharts;

/** One canvas for all: a new one each time leaves more to collect than the collector sees. */
let canvas: Canvas | undefined;
/** Made when the first text is measured: fonts must be registered before there is any canvas. */
let ruler: Canvas | undefined;
setPlatformAPI({
  createCanvas() {
    ruler ??= createCanvas(8, 8);
    return ruler;
  },
});

/** Draws a chart as it is specified: thinned out already, its letters from the families of `font`. */
export function drawChart(spec: ChartSpec, font: string): Drawing {
  const { width, height, ratio } = spec.size;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  canvas ??= createCanvas(wide, high);
  const chart = init(canvas, null, { width, height, devicePixelRatio: ratio });
  try {
    chart.setOption(chartOption(spec, font));
    const raw = canvas.toBuffer('raw');
    return { pixels: new Uint32Array(raw.buffer, raw.byteOffset, raw.length / 4), width: wide, height: high };
  } finally {
    chart.dispose();
  }
}

/** The drawing as a file. */
export function encodeDrawing({ pixels, width, height }: Drawing): Uint8Array {
  return indexedPng(pixels, width, height);
}
