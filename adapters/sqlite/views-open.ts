import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Snapshot, ViewReader } from '../../projections/ports.ts';
import { asViewsError } from './views-errors.ts';
import { stateTable } from './views-names.ts';
import { SqliteSnapshot } from './views-snapshot.ts';

export interface SqliteViewsOptions {
  /** A file, which is made; `:memory:` for views of this process alone. */
  path: string;
  /** How long a call waits for another process' lock. Default 5000. */
  busyTimeoutMs?: number;
}

/** 8 MiB of pages each; the write-ahead log is folded in at about 16 MiB and cut back to that. */
const tuning = 'pragma cache_size = -8192; pragma temp_store = memory;';
const writing = `pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 4000;
  pragma journal_size_limit = 16777216; pragma foreign_keys = off; ${stateTable}`;

export function openWriter({ path, busyTimeoutMs = 5000 }: SqliteViewsOptions): DatabaseSync {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    database.exec(`${tuning} ${writing}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

export function openReader({ path, busyTimeoutMs = 5000 }: SqliteViewsOptions): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  database.exec(tuning);
  return database;
}

/** All or nothing. Some failures end the transaction by themselves, so it is asked whether one is open. */
export function inTransaction<Result>(database: DatabaseSync, begin: string, work: () => Result): Result {
  database.exec(begin);
  try {
    const result = work();
    database.exec('commit');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('rollback');
    throw error;
  }
}

/**
 * Views that another process projects, for asking only.
 * @throws {ViewsUnavailable} when there is no such file, here and from `read`.
 */
export function sqliteViewReader(options: SqliteViewsOptions): ViewReader {
  const safely = <Result>(step: string, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw asViewsError(step, options.path, error);
    }
  };
  const database = safely('opening the views', () => openReader(options));
  const snapshot: Snapshot = new SqliteSnapshot(database);
  return {
    read: work => safely('reading the views', () => inTransaction(database, 'begin', () => work(snapshot))),
    close: () => database.close(),
  };
}
