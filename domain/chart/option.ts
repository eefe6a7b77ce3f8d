import type { Json, JsonObject } from '../message.ts';
import { formatValue } from './caption.ts';
import { drawableText } from './drawable-text.ts';
import { axesOf, type Grid, gridOf, type UnitAxis } from './layout.ts';
import { type Legend, legendGap, legendIcon, legendLine, legendOf } from './legend.ts';
import { chartFont, letters, letterWidth, margin, themes } from './looks.ts';
import type { ChartSeries, ChartSpec } from './spec.ts';
import { rangeText, timeTicks } from './time-ticks.ts';
import type { ValueAxis } from './value-axis.ts';

/**
 * The ECharts option of a chart: the one place of how charts look, on pages and in pictures. Pure, and nothing but
 * JSON, so that it can travel. Thin the points out first ({@link atStep} in `steps.ts`). `font` is a list of families.
 */
export function chartOption(spec: ChartSpec, font: string = chartFont): JsonObject {
  const look = themes[spec.theme];
  const legend = legendOf(spec);
  const axes = axesOf(spec);
  const grid = gridOf(axes, legend);
  return {
    animation: false,
    backgroundColor: look.background,
    color: [...look.lines],
    textStyle: { fontFamily: font, fontSize: letters.text },
    title: titleOf(spec),
    legend: legendOption(spec, legend),
    grid: { ...grid, outerBoundsMode: 'none' },
    xAxis: {
      type: 'time',
      min: spec.from,
      max: spec.to,
      // Its own labels would be those of one machine's clock; the marks below speak for the zone.
      axisLabel: { show: false },
      axisTick: { show: false },
      splitLine: { show: false },
      axisLine: { lineStyle: { color: look.day } },
    },
    yAxis: axes.map(({ axis }, index) => yAxisOption(spec, axis, index)),
    series: [
      ...spec.series.map((one, index) => lineOption(spec, one, index, legend, axes)),
      timeMarks(spec, grid, font),
      ...thresholdMark(spec, axes[0]!.axis, font),
    ],
  };
}

function titleOf({ title, subtitle, theme, from, to, timeZone, size }: ChartSpec): JsonObject {
  const look = themes[theme];
  const width = size.width - 2 * margin.side;
  const range = rangeText(from, to, timeZone);
  const fits = { width, overflow: 'truncate', ellipsis: '…' };
  return {
    text: drawableText(title),
    subtext: drawableText(subtitle === '' ? range : `${subtitle} · ${range}`),
    left: margin.side,
    top: margin.top,
    padding: 0,
    itemGap: margin.gap,
    textStyle: { color: look.text, fontSize: letters.title, fontWeight: 'bold', ...fits },
    subtextStyle: { color: look.faint, fontSize: letters.text, ...fits },
  };
}

function legendOption({ theme, size }: ChartSpec, { names, textWidth, height }: Legend): JsonObject {
  return {
    data: names,
    left: margin.side,
    width: size.width - 2 * margin.side,
    top: size.height - height - margin.bottom + legendGap / 2,
    padding: 0,
    itemWidth: legendIcon.width,
    itemHeight: legendIcon.height,
    itemGap: legendGap,
    icon: 'roundRect',
    textStyle: {
      color: themes[theme].text,
      fontSize: letters.text,
      lineHeight: legendLine,
      width: textWidth,
      overflow: 'truncate',
      ellipsis: '…',
    },
  };
}

function yAxisOption({ theme }: ChartSpec, { min, max, interval, suffix }: ValueAxis, index: number): JsonObject {
  const look = themes[theme];
  return {
    type: 'value',
    position: index === 0 ? 'left' : 'right',
    min,
    max,
    interval,
    axisLabel: { color: look.faint, fontSize: letters.text, formatter: `{value}${suffix}`, margin: 8 },
    // The lines of a second axis would lie between those of the first.
    splitLine: { show: index === 0, lineStyle: { color: look.grid, width: 1 } },
    axisLine: { show: false },
    axisTick: { show: false },
  };
}

function lineOption(
  spec: ChartSpec,
  series: ChartSeries,
  index: number,
  legend: Legend,
  axes: readonly UnitAxis[],
): JsonObject {
  const yAxisIndex = axes.findIndex(({ unit }) => unit === series.unit);
  const color = themes[spec.theme].lines[index]!;
  return {
    type: 'line',
    name: legend.names[index]!,
    yAxisIndex,
    data: dataOf(series, axes[yAxisIndex]!.axis.divisor),
    symbol: 'none',
    connectNulls: false,
    emphasis: { disabled: true },
    // From the sixth on, colours alone are not enough.
    lineStyle: { width: 1.75, color, type: index < 5 ? 'solid' : [6, 3] },
    itemStyle: { color },
    ...(spec.series.length === 1 ? { areaStyle: { color, opacity: 0.14 } } : {}),
  };
}

/** Points in the axis' unit. One that stands alone between gaps gets a dot: a line has no length there. */
function dataOf({ points }: ChartSeries, divisor: number): Json[] {
  return points.map(([at, value], index) => {
    if (value === null) return [at, null];
    // JSON knows no zero below zero.
    const scaled = (divisor === 1 ? value : Math.round((value / divisor) * 1e4) / 1e4) || 0;
    const isAlone = (points[index - 1]?.[1] ?? null) === null && (points[index + 1]?.[1] ?? null) === null;
    return isAlone ? { value: [at, scaled], symbol: 'circle', symbolSize: 5 } : [at, scaled];
  });
}

/** What stands behind the lines: the marks of the time axis, by the clock of the zone. */
function timeMarks({ theme, from, to, timeZone, size }: ChartSpec, { left, right }: Grid, font: string): JsonObject {
  const look = themes[theme];
  const width = size.width - left - right;
  const ticks = timeTicks(from, to, timeZone, Math.max(2, Math.floor(width / 62)));
  const data = ticks.map(({ at, label, isDay }) => {
    const reach = left + ((at - from) / (to - from)) * width + (label.length / 2) * letters.text * letterWidth;
    return {
      xAxis: at,
      lineStyle: { color: isDay ? look.day : look.grid, width: 1, type: 'solid' },
      // A label that the edge would cut is left out; its line stays.
      label: { formatter: reach > size.width ? '' : label, color: isDay ? look.text : look.faint },
    };
  });
  return marks(data, 1, { fontFamily: font, position: 'start', distance: 7 });
}

/** What stands before the lines: the threshold. */
function thresholdMark({ theme, threshold, unit }: ChartSpec, { divisor }: ValueAxis, font: string): JsonObject[] {
  if (threshold === undefined) return [];
  const color = themes[theme].threshold;
  const text = drawableText(`${threshold.label || 'threshold'} ${formatValue(threshold.value, unit)}`);
  const lineStyle = { color, width: 1.5, type: [6, 4] };
  const data = [{ yAxis: threshold.value / divisor, lineStyle, label: { formatter: text, color } }];
  return [marks(data, 9, { fontFamily: font, position: 'insideStartTop', distance: 3 })];
}

/** A series without data, for lines that belong to none. */
function marks(data: Json[], z: number, label: JsonObject): JsonObject {
  const letter = { fontSize: letters.text, ...label };
  return {
    type: 'line',
    name: '',
    data: [],
    silent: true,
    markLine: { silent: true, symbol: 'none', animation: false, z, label: letter, data },
  };
}
