import { renameSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { SampledHost, Series, SeriesQuery } from '../../actors/answers/sample-ports.ts';
import { seriesOf } from '../../domain/sample/metrics.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import { createPrivately } from './own-file.ts';
import { hourMs } from './samples-blocks.ts';
import { readSeries } from './samples-query.ts';
import { type SampleWriter, sampleWriter } from './samples-writer.ts';
import { failureOf } from './store-failure.ts';

/** Bounds of the file of samples. */
export interface SampleLimits {
  rawKeptMs: number;
  minutesKeptMs: number;
  /** Samples of one more machine are left out. */
  hostsMax: number;
}

export const defaultSampleLimits: SampleLimits = {
  rawKeptMs: 24 * hourMs,
  minutesKeptMs: 30 * 24 * hourMs,
  hostsMax: 200,
};

const aheadMaxMs = 60_000;
const trimEveryMs = 600_000;

/** The file of samples, each call done when it returns. */
export interface SampleFile {
  /** `nowMs` is what age is counted from. */
  keep(samples: readonly Sample[], nowMs: number): { kept: number };
  hosts(): SampledHost[];
  latest(host: string): Sample | undefined;
  series(query: SeriesQuery, nowMs: number): Series;
  metrics(host: string): string[];
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS host (name TEXT PRIMARY KEY, first_at TEXT NOT NULL, last_at TEXT NOT NULL, last TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS series (id INTEGER PRIMARY KEY, host TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (host, name)) STRICT;
  CREATE TABLE IF NOT EXISTS raw (series INTEGER NOT NULL, block INTEGER NOT NULL, points BLOB NOT NULL, PRIMARY KEY (series, block)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS hour (series INTEGER NOT NULL, hour INTEGER NOT NULL, cells BLOB NOT NULL, PRIMARY KEY (series, hour)) STRICT, WITHOUT ROWID;
`;

/**
 * Opens the file, `:memory:` for none. A damaged one is put aside under `<path>.damaged` and a new one is begun: samples
 * are telemetry, and looking on matters more than what was seen.
 */
export function sampleFile(path: string, limits: SampleLimits = defaultSampleLimits): SampleFile {
  const database = openOrRenew(path);
  const write: SampleWriter = sampleWriter(database);
  const selectHost = database.prepare('SELECT last_at FROM host WHERE name = ?');
  const countHosts = database.prepare('SELECT count(*) AS hosts FROM host');
  const selectHosts = database.prepare('SELECT name, first_at, last_at, last FROM host ORDER BY name');
  const selectLast = database.prepare('SELECT last FROM host WHERE name = ?');
  const selectNames = database.prepare('SELECT name FROM series WHERE host = ? ORDER BY name');
  const upsertHost = database.prepare(
    `INSERT INTO host (name, first_at, last_at, last) VALUES (?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at, last = excluded.last`,
  );
  let trimmedMs = Number.NEGATIVE_INFINITY;

  return {
    keep(samples, nowMs) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const kept = samples.filter(sample => keepOne(sample, nowMs)).length;
        write.flush();
        if (Math.abs(nowMs - trimmedMs) >= trimEveryMs) trim(nowMs);
        database.exec('COMMIT');
        return { kept };
      } catch (error) {
        write.forget();
        database.exec('ROLLBACK');
        throw error;
      }
    },
    hosts: () => selectHosts.all().map(row => hostOf(row as unknown as HostRow)),
    latest(host) {
      const row = selectLast.get(host) as { last: string } | undefined;
      return row === undefined ? undefined : (JSON.parse(row.last) as Sample);
    },
    series: (query, nowMs) => readSeries(database, query, nowMs - limits.rawKeptMs),
    metrics: host => selectNames.all(host).map(row => (row as { name: string }).name),
    close: () => database.close(),
  };

  function keepOne(sample: Sample, nowMs: number): boolean {
    const atMs = Date.parse(sample.at);
    if (atMs < nowMs - limits.rawKeptMs || atMs > nowMs + aheadMaxMs) return false;
    const known = selectHost.get(sample.host) as { last_at: string } | undefined;
    if (known === undefined && (countHosts.get() as { hosts: number }).hosts >= limits.hostsMax) return false;
    const added = write.add(sample.host, atMs, seriesOf(sample));
    if (known === undefined || known.last_at < sample.at)
      upsertHost.run(sample.host, sample.at, sample.at, JSON.stringify(sample));
    return added;
  }

  function trim(nowMs: number): void {
    trimmedMs = nowMs;
    write.trim(nowMs - limits.rawKeptMs, nowMs - limits.minutesKeptMs);
  }
}

interface HostRow {
  name: string;
  first_at: string;
  last_at: string;
  last: string;
}

function hostOf({ name, first_at: firstAt, last_at: lastAt, last }: HostRow): SampledHost {
  const { mode, build, everyMs } = JSON.parse(last) as Sample;
  return { host: name, firstAt, lastAt, mode, build, everyMs };
}

function openOrRenew(path: string): DatabaseSync {
  try {
    return open(path);
  } catch (error) {
    if (failureOf(error).kind !== 'corrupt') throw error;
    renameSync(path, `${path}.damaged`);
    for (const suffix of ['-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open(path);
  }
}

/** Not synced with each commit: a power cut may cost the last seconds, a killed program costs nothing. */
function open(path: string): DatabaseSync {
  if (path !== ':memory:') createPrivately(path);
  const database = new DatabaseSync(path);
  try {
    database.exec('PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
    database.exec('PRAGMA busy_timeout = 2000; PRAGMA cache_size = -16384');
    database.exec(schema);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
