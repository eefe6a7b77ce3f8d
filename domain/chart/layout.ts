import type { Legend } from './legend.ts';
import { letters, letterWidth, margin } from './looks.ts';
import type { ChartSpec, ChartUnit } from './spec.ts';
import { type ValueAxis, valueAxis } from './value-axis.ts';

/** How high the titles, and how high the labels of the time axis stand, in CSS pixels. */
const headHeight = 64;
const footHeight = 24;

/** The axis of one unit. */
export interface UnitAxis {
  unit: ChartUnit;
  axis: ValueAxis;
}

/** Left, then right where a second unit needs it, with as many intervals: the lines across belong to both. */
export function axesOf(spec: ChartSpec): UnitAxis[] {
  const units = [...new Set([spec.unit, ...spec.series.map(({ unit }) => unit)])];
  const [left, right] = units.map(unit => ({ unit, reach: reachOf(spec, unit) }));
  const leftAxis = valueAxis(left!.unit, ...left!.reach);
  const axes = [{ unit: left!.unit, axis: leftAxis }];
  if (right === undefined) return axes;
  const intervals = Math.round((leftAxis.max - leftAxis.min) / leftAxis.interval);
  return [...axes, { unit: right.unit, axis: valueAxis(right.unit, ...right.reach, intervals) }];
}

/** The lowest and the highest of all that an axis must show. */
function reachOf({ series, unit: main, threshold }: ChartSpec, unit: ChartUnit): [lowest: number, highest: number] {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const take = (value: number | null) => {
    if (value === null) return;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  };
  for (const one of series) {
    if (one.unit === unit) for (const point of one.points) take(point[1]);
  }
  if (unit === main) take(threshold?.value ?? null);
  return highest === Number.NEGATIVE_INFINITY ? [0, 1] : [lowest, highest];
}

/** Distances of the plot from the edges of the picture. */
export interface Grid {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Room for what stands around the plot, so that nothing is cut off. */
export function gridOf(axes: readonly UnitAxis[], legend: Legend): Grid {
  const [left, right] = axes.map(({ axis }) => axisLabelWidth(axis));
  // The last label of the time axis reaches half its width beyond the plot.
  return {
    left: margin.side + left!,
    right: right === undefined ? margin.side + 10 : margin.side + right,
    top: headHeight,
    bottom: legend.height + footHeight + margin.bottom,
  };
}

function axisLabelWidth({ min, max, interval, suffix }: ValueAxis): number {
  const longest = [min, max, min + interval, max - interval].map(
    value => Number(value.toPrecision(10)).toString().length,
  );
  return Math.ceil((Math.max(...longest) + suffix.length) * letters.text * letterWidth) + 8;
}
