import type { Instant } from '../domain/message.ts';
import type { Counts } from '../domain/slo/budget.ts';
import { addHistogram, countWithin, emptyHistogram, type Histogram } from '../domain/slo/latency.ts';
import { minuteMs } from '../domain/slo/windows.ts';
import { type CountRow, hoursTable, minutesTable, openTable, readTook, type Traffic } from './indicators/tally.ts';
import type { Snapshot } from './ports.ts';

/** What was counted of one indicator in a span of minutes: `from` included, `to` not. */
export interface Asked {
  sli: string;
  traffic: Traffic;
  from: number;
  to: number;
  /** What is open longer than this is bad already, and a good end that took longer is bad. */
  withinMs?: number;
  now: Instant;
}

export interface Span extends Counts {
  /** How long the good ones took, those that took too long included. */
  took: Histogram;
}

/** Hours where they are whole, minutes at both ends. */
export function countsIn(snapshot: Snapshot, asked: Asked): Span {
  const { from, to, withinMs } = asked;
  const [firstHour, lastHour] = [Math.ceil(from / 60) * 60, Math.floor(to / 60) * 60];
  const rows =
    firstHour < lastHour
      ? [
          ...rowsOf(snapshot, minutesTable, asked, from, firstHour),
          ...rowsOf(snapshot, hoursTable, asked, firstHour, lastHour),
          ...rowsOf(snapshot, minutesTable, asked, lastHour, to),
        ]
      : rowsOf(snapshot, minutesTable, asked, from, to);
  const span: Span = { good: 0, bad: 0, took: emptyHistogram() };
  for (const { good, bad, took } of rows) {
    span.good += good;
    span.bad += bad;
    if (took !== '') addHistogram(span.took, readTook(took));
  }
  if (withinMs === undefined) return span;
  const slow = span.took.reduce((sum, count) => sum + count, 0) - countWithin(span.took, withinMs);
  const late = overdue(snapshot, asked, withinMs);
  return { good: span.good - slow, bad: span.bad + slow + late, took: span.took };
}

function rowsOf(
  snapshot: Snapshot,
  table: typeof minutesTable,
  { sli, traffic }: Asked,
  from: number,
  to: number,
): CountRow[] {
  if (from >= to) return [];
  return snapshot.select('slo', table, {
    where: [
      ['sli', '=', sli],
      ['traffic', '=', traffic],
      ['minute', '>=', from],
      ['minute', '<', to],
    ],
    limit: 50_000,
  });
}

/** Begun in the span, not ended, and too long ago. */
function overdue(snapshot: Snapshot, { sli, traffic, from, to, now }: Asked, withinMs: number): number {
  const before = Math.min(Date.parse(now) - withinMs, to * minuteMs);
  return snapshot.count('slo', openTable, [
    ['sli', '=', sli],
    ['traffic', '=', traffic],
    ['beganAt', '>=', new Date(from * minuteMs).toISOString()],
    ['beganAt', '<', new Date(before).toISOString()],
  ]);
}
