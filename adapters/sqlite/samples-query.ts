import type { DatabaseSync } from 'node:sqlite';
import type { Series, SeriesQuery } from '../../actors/answers/sample-ports.ts';
import { hourFrom, hourMs, places, rawBlockMs, rawBytes, readRaw } from './samples-blocks.ts';

/** Reads one series: as the samples came where that is asked for and kept, by the minute otherwise. */

const minuteMs = 60_000;
const pointsDefault = 50_000;
const pointsLimit = 200_000;
/** What a sampler does by default; only used to guess how many samples a range holds. */
const usualStepMs = 10_000;

/** Points still to be joined: columns of a capacity, filled from the beginning. */
interface Columns {
  length: number;
  atMs: Float64Array;
  min: Float32Array;
  max: Float32Array;
  mean: Float32Array;
  /** Values behind each point. */
  count: Float32Array;
}

/** `rawFromMs`: from when on samples are kept as they came. */
export function readSeries(database: DatabaseSync, query: SeriesQuery, rawFromMs: number): Series {
  const { host, metric, fromMs, toMs } = query;
  const pointsMax = Math.max(1, Math.min(pointsLimit, Math.floor(query.pointsMax ?? pointsDefault)));
  const row = database.prepare('SELECT id FROM series WHERE host = ? AND name = ?').get(host, metric);
  const id = (row as { id: number } | undefined)?.id;
  const asTheyCame = fromMs >= rawFromMs && (toMs - fromMs) / usualStepMs <= pointsMax;
  if (id === undefined || !(toMs > fromMs)) return finished(query, minuteMs, columnsOf(0));
  const columns = asTheyCame ? readSamples(database, id, fromMs, toMs) : readMinutes(database, id, fromMs, toMs);
  const stepMs = asTheyCame ? stepOf(columns) : minuteMs;
  if (columns.length <= pointsMax) return finished(query, stepMs, columns);
  const widerMs = Math.ceil((toMs - fromMs) / pointsMax / minuteMs) * minuteMs;
  return finished(query, widerMs, joined(columns, fromMs, widerMs));
}

function readSamples(database: DatabaseSync, id: number, fromMs: number, toMs: number): Columns {
  const blocks = database
    .prepare('SELECT block, points FROM raw WHERE series = ? AND block > ? AND block < ? ORDER BY block')
    .all(id, fromMs - rawBlockMs, toMs) as unknown as { block: number; points: Uint8Array }[];
  const columns = columnsOf(blocks.reduce((sum, { points }) => sum + points.length, 0) / rawBytes);
  for (const { block, points } of blocks) {
    // An agent that was cut off sends its samples late: in a block they stand as they came.
    const inOrder = readRaw(points).sort((one, other) => one.offsetMs - other.offsetMs);
    for (const { offsetMs, value } of inOrder) {
      const atMs = block + offsetMs;
      if (atMs >= fromMs && atMs < toMs) push(columns, atMs, value, value, value, 1);
    }
  }
  return columns;
}

function readMinutes(database: DatabaseSync, id: number, fromMs: number, toMs: number): Columns {
  const hours = database
    .prepare('SELECT hour, cells FROM hour WHERE series = ? AND hour > ? AND hour < ? ORDER BY hour')
    .all(id, fromMs - hourMs, toMs) as unknown as { hour: number; cells: Uint8Array }[];
  const columns = columnsOf(hours.length * 60);
  for (const { hour, cells } of hours) {
    const held = hourFrom(cells);
    for (let minute = 0; minute < 60; minute++) {
      const [min, max, mean, count] = places(minute);
      const atMs = hour + minute * minuteMs;
      // A minute that the range begins in is shown whole.
      if (!Number.isNaN(held[count]!) && atMs > fromMs - minuteMs && atMs < toMs)
        push(columns, atMs, held[min]!, held[max]!, held[mean]!, held[count]!);
    }
  }
  return columns;
}

/** Neighbours joined to steps: the least, the most, and the mean of all values behind them. */
function joined(columns: Columns, fromMs: number, stepMs: number): Columns {
  const wider = columnsOf(columns.length);
  for (let index = 0; index < columns.length; index++) {
    const atMs = columns.atMs[index]!;
    const beginning = fromMs + Math.max(0, Math.floor((atMs - fromMs) / stepMs)) * stepMs;
    const add = wider.length > 0 && wider.atMs[wider.length - 1] === beginning ? widen : push;
    add(wider, beginning, columns.min[index]!, columns.max[index]!, columns.mean[index]!, columns.count[index]!);
  }
  return wider;
}

/** Takes values into the last point. */
function widen(columns: Columns, _atMs: number, min: number, max: number, mean: number, count: number): void {
  const last = columns.length - 1;
  const total = columns.count[last]! + count;
  columns.min[last] = Math.min(columns.min[last]!, min);
  columns.max[last] = Math.max(columns.max[last]!, max);
  columns.mean[last] = columns.mean[last]! + ((mean - columns.mean[last]!) * count) / total;
  columns.count[last] = total;
}

function push(columns: Columns, atMs: number, min: number, max: number, mean: number, count: number): void {
  const index = columns.length++;
  columns.atMs[index] = atMs;
  columns.min[index] = min;
  columns.max[index] = max;
  columns.mean[index] = mean;
  columns.count[index] = count;
}

function columnsOf(capacity: number): Columns {
  const floats = () => new Float32Array(capacity);
  return { length: 0, atMs: new Float64Array(capacity), min: floats(), max: floats(), mean: floats(), count: floats() };
}

/** The middle of the times between samples. */
function stepOf({ atMs, length }: Columns): number {
  const first = Array.from(atMs.subarray(0, Math.min(length, 200)));
  const steps = first.slice(1).map((at, index) => at - first[index]!);
  return steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? usualStepMs;
}

function finished({ host, metric }: SeriesQuery, stepMs: number, columns: Columns): Series {
  const { length, atMs, min, max, mean } = columns;
  // Copies: what crosses to the caller must not drag its whole capacity along.
  return {
    ...{ host, metric, stepMs },
    atMs: atMs.slice(0, length),
    min: min.slice(0, length),
    max: max.slice(0, length),
    mean: mean.slice(0, length),
  };
}
