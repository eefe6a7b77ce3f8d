import type { Instant, Metadata } from '../../domain/message.ts';
import { addHistogram, bucketOf, emptyHistogram } from '../../domain/slo/latency.ts';
import type { Sli } from '../../domain/slo/objectives.ts';
import { minuteOf, windowMinutes } from '../../domain/slo/windows.ts';
import type { Fact } from '../../domain/upcast.ts';
import { keyed, type RowOf, type Rows } from '../table.ts';

/** How things are counted: by the minute in which they began, real and synthetic traffic apart. */

/** A day more than the longest window, so that every window is whole. */
const minutesKept = windowMinutes['30d'] + 1440;

const counted = {
  slot: 'integer',
  sli: 'text',
  traffic: 'text',
  /** Minutes since 1970; in the table of hours that of the hour's first minute. */
  minute: 'integer',
  good: 'integer',
  bad: 'integer',
  /** How long the good ones took: counts by bucket of `latencyBounds`, commas between; empty where nothing took time. */
  took: 'text',
} as const;

/**
 * A ring: the place of a minute is its remainder, and holds the latest minute of that place. So the table is bounded,
 * and what is in it hangs on the events alone.
 */
export const minutesTable = keyed('minutes', counted, {
  key: ['slot', 'sli', 'traffic'],
  indexes: [['sli', 'traffic', 'minute']],
});
/** The same by the hour, so that 30 days are 720 rows. */
export const hoursTable = keyed('hours', counted, {
  key: ['slot', 'sli', 'traffic'],
  indexes: [['sli', 'traffic', 'minute']],
});
export type CountRow = RowOf<typeof counted>;

/** What has begun and not ended. */
export const openTable = keyed(
  'open',
  { sli: 'text', id: 'text', traffic: 'text', beganAt: 'text' },
  { key: ['sli', 'id'], indexes: [['sli', 'beganAt']] },
);

export type Traffic = Metadata['traffic'];

export interface Tally {
  /** For what an indicator keeps beside the counts. */
  rows: Rows;
  /** Notes a beginning, once. */
  begin(sli: Sli, id: string, at: Instant, traffic: Traffic): void;
  began(sli: Sli, id: string): boolean;
  /** It is not counted: a user's own doing. Nothing happens when it is not open. */
  drop(sli: Sli, id: string): void;
  /** It ended, at `at`: counted in the minute of its beginning. Nothing happens when it is not open. */
  end(sli: Sli, id: string, outcome: 'good' | 'bad', at: Instant): void;
  /** Counts without a beginning; `more` may take back what was counted in that minute before. */
  count(sli: Sli, minute: number, traffic: Traffic, more: { good?: number; bad?: number; tookMs?: number }): void;
}

export type Indicator = Record<string, (tally: Tally, event: Fact) => void>;

export function tallyOn(rows: Rows): Tally {
  return {
    rows,
    begin(sli, id, beganAt, traffic) {
      if (rows.get(openTable, sli, id) === undefined) rows.put(openTable, { sli, id, traffic, beganAt });
    },
    began: (sli, id) => rows.get(openTable, sli, id) !== undefined,
    drop: (sli, id) => rows.delete(openTable, sli, id),
    end(sli, id, outcome, at) {
      const open = rows.get(openTable, sli, id);
      if (open === undefined) return;
      rows.delete(openTable, sli, id);
      const tookMs = Math.max(0, Date.parse(at) - Date.parse(open.beganAt));
      const more = outcome === 'good' ? { good: 1, tookMs } : { bad: 1 };
      count(rows, sli, minuteOf(open.beganAt), open.traffic as Traffic, more);
    },
    count: (sli, minute, traffic, more) => count(rows, sli, minute, traffic, more),
  };
}

type More = Parameters<Tally['count']>[3];

function count(rows: Rows, sli: string, minute: number, traffic: Traffic, more: More): void {
  add(rows, minutesTable, { sli, traffic, minute, slot: minute % minutesKept }, more);
  const hour = Math.floor(minute / 60);
  add(rows, hoursTable, { sli, traffic, minute: hour * 60, slot: hour % (minutesKept / 60) }, more);
}

type Place = Pick<CountRow, 'slot' | 'sli' | 'traffic' | 'minute'>;

function add(rows: Rows, table: typeof minutesTable, place: Place, { good = 0, bad = 0, tookMs }: More): void {
  const held = rows.get(table, place.slot, place.sli, place.traffic);
  // Older than what the ring holds: no window shows it any more.
  if (held !== undefined && held.minute > place.minute) return;
  const before = held?.minute === place.minute ? held : { good: 0, bad: 0, took: '' };
  const took = tookMs === undefined ? before.took : withOne(before.took, tookMs);
  rows.put(table, { ...place, good: before.good + good, bad: before.bad + bad, took });
}

function withOne(took: string, ms: number): string {
  const counts = emptyHistogram();
  addHistogram(counts, readTook(took));
  counts[bucketOf(ms)]! += 1;
  return counts.join(',');
}

export function readTook(took: string): number[] {
  return took === '' ? [] : took.split(',').map(Number);
}
