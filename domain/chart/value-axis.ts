import type { ChartUnit } from './spec.ts';

/** A value axis: round numbers from end to end, in the unit that keeps them short. */
export interface ValueAxis {
  min: number;
  max: number;
  interval: number;
  /** Values are divided by it before they are drawn. */
  divisor: number;
  /** Stands after each number, with its space: ` %`, ` MiB/s`; empty for a bare number. */
  suffix: string;
}

/** About as many steps as a phone has room for. */
const intervalsUsual = 5;

/**
 * The axis that holds all of `lowest` to `highest` (in the unit itself), of exactly `intervals` where that is said.
 * Takes any numbers up to `valueMax`.
 */
export function valueAxis(unit: ChartUnit, lowest: number, highest: number, intervals?: number): ValueAxis {
  const { divisor, suffix } = scaleOf(unit, Math.max(Math.abs(lowest), Math.abs(highest)));
  // A share is read against the whole once half of it is reached, and never drawn larger than a tenth of it.
  const ceiling = unit === 'percent' ? (highest > 50 && highest <= 100 ? 100 : Math.max(highest, 10)) : highest;
  // Degrees alone have no floor worth showing.
  const floor = unit === 'celsius' ? lowest - 1 : Math.min(lowest, 0);
  return { ...roundEnds(floor / divisor, ceiling / divisor, intervals), divisor, suffix };
}

function roundEnds(low: number, high: number, intervals?: number): Pick<ValueAxis, 'min' | 'max' | 'interval'> {
  const span = high - low;
  // A flat line gets room around it; so does one so far from zero that its span is lost in rounding.
  const room = span > Math.max(Math.abs(high), 1) * 1e-9 ? span : Math.max(Math.abs(high), 1);
  let interval = roundStep(room / (intervals ?? intervalsUsual));
  const steps = () => Math.ceil(clean(high / interval)) - Math.floor(clean(low / interval));
  // Each turn makes the step larger, until at most one lies on either side of zero or all fit.
  for (let turn = 0; intervals !== undefined && steps() > intervals && turn < 3; turn++)
    interval = roundStep(interval * 1.01);
  const first = Math.floor(clean(low / interval));
  const count = intervals ?? Math.max(1, steps());
  return { min: clean(first * interval), max: clean((first + count) * interval), interval: clean(interval) };
}

/** The smallest of 1, 2, 2.5 and 5 times a power of ten that is not under `step`. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 2.5, 5, 10].find(candidate => clean(candidate * power) >= clean(step)) ?? 10;
  return factor * power;
}

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
const clean = (value: number) => Number(value.toPrecision(12));

function scaleOf(unit: ChartUnit, largest: number): { divisor: number; suffix: string } {
  switch (unit) {
    case 'percent':
      return { divisor: 1, suffix: ' %' };
    case 'celsius':
      return { divisor: 1, suffix: ' °C' };
    case 'bytes':
      return steps(largest, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB']);
    case 'bytes_per_second':
      return steps(largest, 1024, [' B/s', ' KiB/s', ' MiB/s', ' GiB/s', ' TiB/s', ' PiB/s']);
    case 'milliseconds':
      return steps(largest, 1000, [' ms', ' s', ' ks']);
    case 'seconds':
      return steps(largest, 1000, [' s', ' ks']);
    case 'count':
      return steps(largest, 1000, ['', ' k', ' M', ' G', ' T']);
    case 'load':
      return { divisor: 1, suffix: '' };
  }
}

function steps(largest: number, base: number, suffixes: readonly string[]): { divisor: number; suffix: string } {
  let power = 0;
  while (largest / base ** power >= base && power < suffixes.length - 1) power += 1;
  return { divisor: base ** power, suffix: suffixes[power]! };
}
