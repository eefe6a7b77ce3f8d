import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Log, SnapshotCache } from '../../actors/ports.ts';
import { createPrivately } from './own-file.ts';

/**
 * The cache of folded snapshots in a file of its own. Never synced: it may be lost, and a damaged one is
 * thrown away. Deleting it changes how long waking takes and nothing else.
 */
export function sqliteSnapshotCache(path: string, log: Log): SnapshotCache & { clear(): void; close(): void } {
  mkdirSync(dirname(path), { recursive: true });
  const database = openOrRenew(path, log);
  const select = database.prepare('SELECT revision, state FROM snapshot WHERE stream = ? AND machine_version = ?');
  select.setReadBigInts(true);
  const upsert = database.prepare(
    'INSERT OR REPLACE INTO snapshot (stream, machine_version, revision, state) VALUES (?, ?, ?, ?)',
  );
  const harmless = <Result>(what: string, work: () => Result): Result | undefined => {
    try {
      return work();
    } catch (err) {
      log.warn({ err, path }, `the snapshot cache could not ${what}: going on without it`);
      return undefined;
    }
  };
  return {
    load: (stream, machineVersion) =>
      harmless('be read', () => {
        const row = select.get(stream, machineVersion) as { revision: bigint; state: string } | undefined;
        return row === undefined ? undefined : { revision: row.revision, state: JSON.parse(row.state) as object };
      }),
    save: (stream, machineVersion, { revision, state }) =>
      void harmless('be written', () => upsert.run(stream, machineVersion, revision, JSON.stringify(state))),
    clear: () => void harmless('be emptied', () => database.exec('DELETE FROM snapshot; VACUUM')),
    close: () => database.close(),
  };
}

function openOrRenew(path: string, log: Log): DatabaseSync {
  try {
    return open(path);
  } catch (err) {
    log.warn({ err, path }, 'the snapshot cache was damaged: it is begun anew');
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
    return open(path);
  }
}

function open(path: string): DatabaseSync {
  createPrivately(path);
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 200');
  database.exec(
    'CREATE TABLE IF NOT EXISTS snapshot (stream TEXT NOT NULL, machine_version INTEGER NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (stream, machine_version)) STRICT, WITHOUT ROWID',
  );
  return database;
}
