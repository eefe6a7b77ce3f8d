import type { Unit } from '../sample/metrics.ts';
import type { ChartUnit } from './spec.ts';

/** The unit of a metric's series as charts know it; the values are the same. */
export const chartUnits: Readonly<Record<Unit, ChartUnit>> = {
  '%': 'percent',
  load: 'load',
  'B/s': 'bytes_per_second',
  '°C': 'celsius',
  units: 'count',
  s: 'seconds',
};
