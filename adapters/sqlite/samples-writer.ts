import type { DatabaseSync } from 'node:sqlite';
import { addToHour, bytesOf, emptyHour, hourFrom, hourMs, rawBlockMs, withRaw } from './samples-blocks.ts';

/** Writes values into the blocks of the file of samples, inside of a transaction that the caller holds. */
export interface SampleWriter {
  /** False when a sample of that machine and time is there already: then nothing changes. */
  add(host: string, atMs: number, values: ReadonlyMap<string, number>): boolean;
  /** Writes what was added. */
  flush(): void;
  /** Lets go of what was added and not written: the transaction failed. */
  forget(): void;
  /** Lets go of what ended before these instants, and of series and machines that have nothing left. */
  trim(rawFromMs: number, minutesFromMs: number): void;
}

export function sampleWriter(database: DatabaseSync): SampleWriter {
  const selectSeries = database.prepare('SELECT id FROM series WHERE host = ? AND name = ?');
  const insertSeries = database.prepare('INSERT INTO series (host, name) VALUES (?, ?) RETURNING id');
  const selectRaw = database.prepare('SELECT points AS bytes FROM raw WHERE series = ? AND block = ?');
  const selectHour = database.prepare('SELECT cells AS bytes FROM hour WHERE series = ? AND hour = ?');
  const upsertRaw = database.prepare('INSERT OR REPLACE INTO raw (series, block, points) VALUES (?, ?, ?)');
  const upsertHour = database.prepare('INSERT OR REPLACE INTO hour (series, hour, cells) VALUES (?, ?, ?)');
  const ids = new Map<string, number>();
  /** What this transaction has touched, by series and beginning. */
  const raw = new Map<string, { series: number; block: number; bytes: Uint8Array }>();
  const hours = new Map<string, { series: number; hour: number; cells: Float32Array }>();

  function idOf(host: string, name: string): number {
    const key = `${host} ${name}`;
    const known = ids.get(key);
    if (known !== undefined) return known;
    const row = (selectSeries.get(host, name) ?? insertSeries.get(host, name)) as { id: number };
    ids.set(key, row.id);
    return row.id;
  }

  function rawOf(series: number, block: number) {
    const key = `${series} ${block}`;
    const known = raw.get(key);
    if (known !== undefined) return known;
    const row = selectRaw.get(series, block) as { bytes: Uint8Array } | undefined;
    const held = { series, block, bytes: row?.bytes ?? new Uint8Array() };
    raw.set(key, held);
    return held;
  }

  function hourOf(series: number, hour: number) {
    const key = `${series} ${hour}`;
    const known = hours.get(key);
    if (known !== undefined) return known;
    const row = selectHour.get(series, hour) as { bytes: Uint8Array } | undefined;
    const held = { series, hour, cells: row === undefined ? emptyHour() : hourFrom(row.bytes) };
    hours.set(key, held);
    return held;
  }

  function addOne(series: number, atMs: number, value: number): boolean {
    const block = atMs - (atMs % rawBlockMs);
    const held = rawOf(series, block);
    const longer = withRaw(held.bytes, atMs - block, value);
    if (longer === undefined) return false;
    held.bytes = longer;
    const hour = atMs - (atMs % hourMs);
    addToHour(hourOf(series, hour).cells, atMs - hour, value);
    return true;
  }

  function forget(): void {
    ids.clear(); // A series that was made in a transaction that failed is not there.
    raw.clear();
    hours.clear();
  }

  return {
    add: (host, atMs, values) =>
      [...values].map(([name, value]) => addOne(idOf(host, name), atMs, value)).includes(true),
    flush() {
      for (const { series, block, bytes } of raw.values()) upsertRaw.run(series, block, bytes);
      for (const { series, hour, cells } of hours.values()) upsertHour.run(series, hour, bytesOf(cells));
      raw.clear();
      hours.clear();
    },
    forget,
    trim(rawFromMs, minutesFromMs) {
      const dropRaw = database.prepare('DELETE FROM raw WHERE series = ? AND block < ?');
      const dropHours = database.prepare('DELETE FROM hour WHERE series = ? AND hour < ?');
      for (const row of database.prepare('SELECT id FROM series').all()) {
        const { id } = row as { id: number };
        dropRaw.run(id, rawFromMs - rawBlockMs);
        dropHours.run(id, minutesFromMs - hourMs);
      }
      const { changes } = database
        .prepare('DELETE FROM series WHERE NOT EXISTS (SELECT 1 FROM hour WHERE hour.series = series.id)')
        .run();
      if (changes > 0) ids.clear();
      database.exec('DELETE FROM host WHERE NOT EXISTS (SELECT 1 FROM series WHERE series.host = host.name)');
    },
  };
}
