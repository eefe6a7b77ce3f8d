import type { DatabaseSync } from 'node:sqlite';
import type { Series, SeriesQuery } from '../../actors/answers/sample-ports.ts';
import { hourFrom, hourMs, places, rawBlockMs, readRaw } from './samples-blocks.ts';

/** Reads one series: as the samples came where that is asked for and kept, by the minute otherwise. */

const minuteMs = 60_000;
const pointsDefault = 50_000;
const pointsLimit = 200_000;
/** What a sampler does by default; only used to guess how many samples a range holds. */
const usualStepMs = 10_000;

/** Points still to be joined: plain columns that grow. */
interface Columns {
  atMs: number[];
  min: number[];
  max: number[];
  mean: number[];
  /** Values behind each point. */
  count: number[];
}

/** `rawFromMs`: from when on samples are kept as they came. */
export function readSeries(database: DatabaseSync, query: SeriesQuery, rawFromMs: number): Series {
  const { host, metric, fromMs, toMs } = query;
  const pointsMax = Math.max(1, Math.min(pointsLimit, Math.floor(query.pointsMax ?? pointsDefault)));
  const row = database.prepare('SELECT id FROM series WHERE host = ? AND name = ?').get(host, metric);
  const id = (row as { id: number } | undefined)?.id;
  const asTheyCame = fromMs >= rawFromMs && (toMs - fromMs) / usualStepMs <= pointsMax;
  if (id === undefined || !(toMs > fromMs)) return finished(query, minuteMs, emptyColumns());
  const columns = asTheyCame ? readSamples(database, id, fromMs, toMs) : readMinutes(database, id, fromMs, toMs);
  const stepMs = asTheyCame ? stepOf(columns.atMs) : minuteMs;
  if (columns.atMs.length <= pointsMax) return finished(query, stepMs, columns);
  const widerMs = Math.ceil((toMs - fromMs) / pointsMax / minuteMs) * minuteMs;
  return finished(query, widerMs, joined(columns, fromMs, widerMs));
}

function readSamples(database: DatabaseSync, id: number, fromMs: number, toMs: number): Columns {
  const blocks = database
    .prepare('SELECT block, points FROM raw WHERE series = ? AND block > ? AND block < ? ORDER BY block')
    .all(id, fromMs - rawBlockMs, toMs) as unknown as { block: number; points: Uint8Array }[];
  const columns = emptyColumns();
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
  const columns = emptyColumns();
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
  const wider = emptyColumns();
  for (const [index, atMs] of columns.atMs.entries()) {
    const beginning = fromMs + Math.max(0, Math.floor((atMs - fromMs) / stepMs)) * stepMs;
    const [min, max, mean, count] = [columns.min, columns.max, columns.mean, columns.count].map(
      column => column[index]!,
    ) as [number, number, number, number];
    if (wider.atMs.at(-1) === beginning) widen(wider, min, max, mean, count);
    else push(wider, beginning, min, max, mean, count);
  }
  return wider;
}

/** Takes values into the last point. */
function widen(columns: Columns, min: number, max: number, mean: number, count: number): void {
  const last = columns.atMs.length - 1;
  const total = columns.count[last]! + count;
  columns.min[last] = Math.min(columns.min[last]!, min);
  columns.max[last] = Math.max(columns.max[last]!, max);
  columns.mean[last] = columns.mean[last]! + ((mean - columns.mean[last]!) * count) / total;
  columns.count[last] = total;
}

function push(columns: Columns, atMs: number, min: number, max: number, mean: number, count: number): void {
  columns.atMs.push(atMs);
  columns.min.push(min);
  columns.max.push(max);
  columns.mean.push(mean);
  columns.count.push(count);
}

const emptyColumns = (): Columns => ({ atMs: [], min: [], max: [], mean: [], count: [] });

/** The middle of the times between samples. */
function stepOf(atMs: number[]): number {
  const steps = atMs.slice(1, 200).map((at, index) => at - atMs[index]!);
  return steps.sort((one, other) => one - other)[Math.floor(steps.length / 2)] ?? usualStepMs;
}

function finished({ host, metric }: SeriesQuery, stepMs: number, { atMs, min, max, mean }: Columns): Series {
  return {
    ...{ host, metric, stepMs },
    atMs: Float64Array.from(atMs),
    min: Float32Array.from(min),
    max: Float32Array.from(max),
    mean: Float32Array.from(mean),
  };
}
