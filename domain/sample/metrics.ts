import { formatCelsius, formatCount, formatLoad, formatPercent, formatRate } from '../units.ts';
import type { Sample } from './sample.ts';

/** What is measured: the one list of metrics, with how each is read from a sample, written and judged by default. */

export type Unit = '%' | 'load' | 'B/s' | '°C' | 'units' | 's';

/** When a value is too high: raised over the threshold, cleared at `threshold - hysteresis`. */
export interface Level {
  threshold: number;
  hysteresis: number;
}

export interface Metric {
  name: string;
  /** For people: `Processor`. */
  label: string;
  unit: Unit;
  of(sample: Sample): number | undefined;
  /** Which part of the machine the value is of: the fullest mount, the hottest sensor. */
  part?(sample: Sample): string | undefined;
  /** The parts have series of their own, named `<metric>:<part>`. */
  parts?(sample: Sample): [part: string, value: number | undefined][];
  /** The level of the alert rule that holds when none is configured. */
  level?: Level;
}

const partsMax = 12;

/** Every metric there is. `disk`, `inodes` and `temp` are those of the worst part. */
export const metrics: readonly Metric[] = [
  { name: 'cpu', label: 'Processor', unit: '%', of: one => one.cpuPercent, level: { threshold: 85, hysteresis: 5 } },
  {
    ...{ name: 'ram', label: 'Memory', unit: '%', level: { threshold: 90, hysteresis: 5 } },
    of: one => one.memory?.usedPercent,
  },
  {
    ...{ name: 'disk', label: 'Disk', unit: '%', level: { threshold: 90, hysteresis: 5 } },
    of: one => highest(one.mounts.map(({ usedPercent }) => usedPercent)),
    part: one => one.mounts.toSorted((a, b) => b.usedPercent - a.usedPercent)[0]?.path,
    parts: one => one.mounts.map(({ path, usedPercent }) => [path, usedPercent]),
  },
  {
    ...{ name: 'inodes', label: 'Inodes', unit: '%', level: { threshold: 90, hysteresis: 5 } },
    of: one => highest(one.mounts.map(({ inodesPercent }) => inodesPercent)),
    part: one => one.mounts.toSorted((a, b) => (b.inodesPercent ?? -1) - (a.inodesPercent ?? -1))[0]?.path,
  },
  {
    ...{ name: 'swap', label: 'Swap', unit: '%', level: { threshold: 80, hysteresis: 10 } },
    of: one => one.swap?.usedPercent,
  },
  { name: 'load', label: 'Load', unit: 'load', of: one => one.load?.one },
  { name: 'iowait', label: 'Waiting for disks', unit: '%', of: one => one.iowaitPercent },
  {
    ...{ name: 'net', label: 'Network', unit: 'B/s' },
    of: one => one.network && one.network.received + one.network.sent,
    parts: one => one.network?.interfaces.map(({ name, received, sent }) => [name, received + sent]) ?? [],
  },
  { name: 'rx', label: 'Received', unit: 'B/s', of: one => one.network?.received },
  { name: 'tx', label: 'Sent', unit: 'B/s', of: one => one.network?.sent },
  {
    ...{ name: 'temp', label: 'Temperature', unit: '°C', level: { threshold: 85, hysteresis: 5 } },
    of: one => highest(one.temperatures.map(({ celsius }) => celsius)),
    part: one => one.temperatures.toSorted((a, b) => b.celsius - a.celsius)[0]?.label,
  },
  {
    ...{ name: 'services', label: 'Failed services', unit: 'units', level: { threshold: 0, hysteresis: 0 } },
    of: one => one.services?.failed.length,
    part: one => one.services?.failed.slice(0, 3).join(', ') || undefined,
  },
];

const byName = new Map(metrics.map(metric => [metric.name, metric]));

/** The metric that a series belongs to: `disk` of `disk:/var`. Undefined for what is not measured. */
export function metricOf(series: string): Metric | undefined {
  return byName.get(series.split(':', 1)[0]!);
}

/** Every number of a sample by the name of its series: the metrics, and the parts of those that have parts. */
export function seriesOf(sample: Sample): Map<string, number> {
  const all = metrics.flatMap(metric => [
    [metric.name, metric.of(sample)] as const,
    ...(metric.parts?.(sample) ?? [])
      .slice(0, partsMax)
      .map(([part, value]) => [`${metric.name}:${part}`, value] as const),
  ]);
  return new Map(all.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

/** A value as people read it: `85 %`, `1.2 MiB/s`, `54 °C`. */
export function formatValue(unit: Unit, value: number | undefined): string {
  switch (unit) {
    case '%':
      return formatPercent(value);
    case 'B/s':
      return formatRate(value);
    case '°C':
      return formatCelsius(value);
    case 'load':
      return formatLoad(value);
    case 's':
      return value === undefined ? formatCount(value) : `${formatCount(value)} s`;
    case 'units':
      return formatCount(value);
  }
}

function highest(values: (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined);
  return known.length === 0 ? undefined : Math.max(...known);
}
