import type { Instant } from '../domain/message.ts';
import { minuteOf } from '../domain/slo/windows.ts';
import type { Snapshot } from './ports.ts';
import { keyed, type Rows } from './table.ts';

/** How often things happened, by the minute for a day and by the hour for eight. */

const minutesKept = 26 * 60;
const hoursKept = 8 * 24;

const columns = {
  slot: 'integer',
  /** `error`, `fallback`, `limit`, `timeout`, `rejected`, `restart`, `abandoned`. */
  kind: 'text',
  name: 'text',
  /** Minutes since 1970; of an hour that of its first minute. */
  minute: 'integer',
  count: 'integer',
} as const;

/** Rings: a slot holds the latest minute or hour of its place. */
export const minuteCounts = keyed('minutes', columns, {
  key: ['slot', 'kind', 'name'],
  indexes: [['minute']],
});
export const hourCounts = keyed('hours', columns, { key: ['slot', 'kind', 'name'], indexes: [['minute']] });

export type CountKind = 'error' | 'fallback' | 'limit' | 'timeout' | 'rejected' | 'restart' | 'abandoned';

/** Names of one kind are few: codes, steps, limiters. A longer one is cut. */
export function countEvent(rows: Rows, kind: CountKind, name: string, at: Instant, count = 1): void {
  const minute = minuteOf(at);
  const hour = Math.floor(minute / 60);
  add(rows, minuteCounts, { slot: minute % minutesKept, kind, name: name.slice(0, 60), minute }, count);
  add(rows, hourCounts, { slot: hour % hoursKept, kind, name: name.slice(0, 60), minute: hour * 60 }, count);
}

type Place = { slot: number; kind: string; name: string; minute: number };

function add(rows: Rows, table: typeof minuteCounts, place: Place, count: number): void {
  const held = rows.get(table, place.slot, place.kind, place.name);
  if (held !== undefined && held.minute > place.minute) return;
  rows.put(table, { ...place, count: (held?.minute === place.minute ? held.count : 0) + count });
}

export type EventCounts = Record<CountKind, Record<string, number>>;

/** Since a minute; further back than a day, since the beginning of its hour. */
export function countsSince(snapshot: Snapshot, view: string, from: number, now: Instant): EventCounts {
  const recent = minuteOf(now) - from <= minutesKept - 60;
  const rows = snapshot.select(view, recent ? minuteCounts : hourCounts, {
    where: [['minute', '>=', recent ? from : Math.floor(from / 60) * 60]],
    limit: 100_000,
  });
  const counts: EventCounts = {
    ...{ error: {}, fallback: {}, limit: {}, timeout: {}, rejected: {}, restart: {}, abandoned: {} },
  };
  for (const { kind, name, count } of rows) {
    const names = counts[kind as CountKind];
    names[name] = (names[name] ?? 0) + count;
  }
  return counts;
}

export const total = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);
