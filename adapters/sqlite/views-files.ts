import { rmSync } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type Snapshot, ViewsCorrupt } from '../../projections/ports.ts';
import { asViewsError } from './views-errors.ts';
import { openReader, openWriter, type SqliteViewsOptions } from './views-open.ts';
import { SqliteSnapshot } from './views-snapshot.ts';

/** The connections to one views file. */
export interface ViewsFiles {
  writer: DatabaseSync;
  reader: DatabaseSync;
  snapshot: Snapshot;
  /** Moves a checkpoint on, from where it must be. */
  move: StatementSync;
}

/** Opens the file; one that is damaged, or is no views file of this program, is thrown away. @throws {ViewsUnavailable} */
export function openOrBegin(options: SqliteViewsOptions): ViewsFiles {
  try {
    return openFiles(options);
  } catch (error) {
    const said = asViewsError('opening the views', options.path, error);
    if (!(said instanceof ViewsCorrupt)) throw said;
    options.onDiscarded?.(said.message);
    return beginAnew(options);
  }
}

/** Removes what was there. @throws as SQLite and the file system do. */
export function beginAnew(options: SqliteViewsOptions): ViewsFiles {
  const { path } = options;
  if (path !== ':memory:') for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
  return openFiles(options);
}

export function closeFiles({ reader, writer }: ViewsFiles): void {
  for (const database of [reader, writer]) if (database.isOpen) database.close();
}

function openFiles(options: SqliteViewsOptions): ViewsFiles {
  const writer = openWriter(options);
  const reader = options.path === ':memory:' ? writer : openReader(options);
  const where = 'where name = ? and slot = ? and checkpoint is ?';
  const place = 'checkpoint = ?, last_id = ?, last_stream = ?, last_revision = ?, last_at = ?';
  const move = writer.prepare(`update "views" set ${place} ${where}`);
  return { writer, reader, snapshot: new SqliteSnapshot(reader), move };
}
