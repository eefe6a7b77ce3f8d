import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Snapshot, type ViewReader, ViewsCorrupt } from '../../projections/ports.ts';
import { createPrivately } from './own-file.ts';
import { asViewsError } from './views-errors.ts';
import { stateTable } from './views-names.ts';
import { SqliteSnapshot } from './views-snapshot.ts';

export interface SqliteViewsOptions {
  /** A file, which is made; `:memory:` for views of this process alone. */
  path: string;
  /** How long a call waits for another process' lock. Default 5000. */
  busyTimeoutMs?: number;
  /** Told when the file was not a views file of this program, and was thrown away. */
  onDiscarded?: (reason: string) => void;
}

/** Of the table that says where each view stands. Raise it when that table changes: the file is then begun anew. */
const format = 1;

/** 8 MiB of pages each; the write-ahead log is folded in at about 16 MiB and cut back to that. */
const tuning = 'pragma cache_size = -8192; pragma temp_store = memory;';
const writing = `pragma journal_mode = wal; pragma synchronous = normal; pragma wal_autocheckpoint = 4000;
  pragma journal_size_limit = 16777216; pragma user_version = ${format}; ${stateTable}`;

export function openWriter({ path, busyTimeoutMs = 5000 }: SqliteViewsOptions): DatabaseSync {
  if (path !== ':memory:') {
    mkdirSync(dirname(path), { recursive: true });
    createPrivately(path);
  }
  const database = new DatabaseSync(path, { timeout: busyTimeoutMs });
  try {
    database.exec(tuning);
    requireFormat(database);
    database.exec(writing);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** @throws {ViewsCorrupt} the file holds something else, or the views of another program. */
function requireFormat(database: DatabaseSync): void {
  const { user_version: found } = database.prepare('pragma user_version').get()!;
  const empty = database.prepare('select count(*) as n from sqlite_schema').get()!.n === 0;
  if (found === format || empty) return;
  throw new ViewsCorrupt(`the views' file has format ${found}, this program's is ${format}`, {
    hint: 'They are built again from the log.',
  });
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
