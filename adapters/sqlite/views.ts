import type { Batch, Projection, ReadModels, Slot, Snapshot, StoredView } from '../../projections/ports.ts';
import { asViewsError, isEngineError, movedElsewhere } from './views-errors.ts';
import { beginAnew, closeFiles, openOrBegin, type ViewsFiles } from './views-files.ts';
import { makeTables, physicalName, quoted } from './views-names.ts';
import { inTransaction, type SqliteViewsOptions } from './views-open.ts';
import { SqliteRows } from './views-rows.ts';
import { storedView } from './views-snapshot.ts';

export interface Compacting {
  /** Writes the file anew: nothing of what was deleted is left in it. It takes seconds for a million rows. */
  compact(): void;
}

/**
 * The `ReadModels` port on SQLite: one file, WAL, synchronous=NORMAL, because a view can be built again. A
 * killed process loses nothing that was written; a machine that loses its power may lose the last batches whole,
 * rows and checkpoint alike.
 *
 * @throws {ViewsUnavailable} when the file cannot be opened. A file that is damaged, or is no views file of this
 * program, is thrown away.
 */
export function sqliteViews(options: SqliteViewsOptions): ReadModels & Compacting {
  return new SqliteViews(options);
}

class SqliteViews implements ReadModels, Compacting {
  readonly #options: SqliteViewsOptions;
  readonly #rows = new Map<string, SqliteRows>();
  #files: ViewsFiles;

  constructor(options: SqliteViewsOptions) {
    this.#options = options;
    this.#files = openOrBegin(options);
  }

  stored(): StoredView[] {
    return this.#safely('reading the list of views', () =>
      this.#files.writer.prepare('select * from "views" order by name, slot').all().map(storedView),
    );
  }

  create(
    projection: Projection,
    slot: Slot,
    { identity, catalogue }: Pick<StoredView, 'identity' | 'catalogue'>,
  ): StoredView {
    const { name, tables } = projection;
    this.#transaction(`making the view ${name}`, () => {
      this.#dropTables(name, slot);
      const stamp = this.#files.writer.prepare('pragma schema_version').get()!.schema_version;
      for (const sql of makeTables(projection, slot, String(stamp))) this.#files.writer.exec(sql);
      this.#files.writer
        .prepare('insert into "views" (name, slot, identity, catalogue, tables) values (?, ?, ?, ?, ?)')
        .run(name, slot, identity, catalogue, JSON.stringify(tables.map(table => table.name)));
    });
    return this.stored().find(view => view.name === name && view.slot === slot)!;
  }

  write(batches: readonly Batch[]): (Error | undefined)[] {
    return this.#transaction('projecting', () => batches.map(batch => this.#writeOne(batch)));
  }

  swap(name: string): void {
    this.#transaction(`putting the new view ${name} in place`, () => {
      this.#dropTables(name, 'live');
      for (const table of this.#tablesOf(name, 'next')) {
        const [from, to] = [physicalName(name, table, 'next'), physicalName(name, table, 'live')];
        this.#files.writer.exec(`alter table ${quoted(from)} rename to ${quoted(to)}`);
      }
      this.#files.writer.prepare(`update "views" set slot = 'live' where name = ? and slot = 'next'`).run(name);
    });
    this.#rows.clear();
  }

  drop(name: string, slot: Slot): void {
    this.#transaction(`dropping the view ${name}`, () => this.#dropTables(name, slot));
  }

  read<Result>(work: (snapshot: Snapshot) => Result): Result {
    return this.#safely('reading the views', () =>
      inTransaction(this.#files.reader, 'begin', () => work(this.#files.snapshot)),
    );
  }

  compact(): void {
    this.#rows.clear();
    this.#safely('compacting the views', () => {
      this.#files.writer.exec('vacuum');
      this.#files.writer.exec('pragma wal_checkpoint(truncate)');
    });
  }

  discard(): void {
    this.close();
    this.#files = this.#safely('opening the views', () => beginAnew(this.#options));
  }

  close(): void {
    this.#rows.clear();
    closeFiles(this.#files);
  }

  #writeOne({ projection, slot, after, upTo, apply }: Batch): Error | undefined {
    const rows = this.#rowsOf(projection, slot);
    this.#files.writer.exec('savepoint "view"');
    rows.forget(); // A write that failed as a whole may have left some.
    try {
      apply(rows);
      rows.settle();
    } catch (error) {
      if (isEngineError(error)) throw error;
      this.#files.writer.exec('rollback to "view"; release "view"');
      return error instanceof Error ? error : new Error(String(error));
    }
    const { position, id, stream, revision, recordedAt } = upTo;
    const place = [position, id, stream, revision, recordedAt] as const;
    const moved = this.#files.move.run(...place, projection.name, slot, after ?? null);
    if (moved.changes !== 1) throw movedElsewhere(projection.name);
    this.#files.writer.exec('release "view"');
    return undefined;
  }

  #rowsOf(projection: Projection, slot: Slot): SqliteRows {
    const name = `${projection.name}/${slot}`;
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const rows = new SqliteRows(this.#files.writer, projection, slot);
    this.#rows.set(name, rows);
    return rows;
  }

  #tablesOf(name: string, slot: Slot): string[] {
    const row = this.#files.writer.prepare('select tables from "views" where name = ? and slot = ?').get(name, slot);
    return row === undefined ? [] : JSON.parse(row.tables as string);
  }

  #dropTables(name: string, slot: Slot): void {
    for (const table of this.#tablesOf(name, slot))
      this.#files.writer.exec(`drop table ${quoted(physicalName(name, table, slot))}`);
    this.#files.writer.prepare('delete from "views" where name = ? and slot = ?').run(name, slot);
    this.#rows.delete(`${name}/${slot}`);
  }

  #transaction<Result>(step: string, work: () => Result): Result {
    return this.#safely(step, () => inTransaction(this.#files.writer, 'begin immediate', work));
  }

  #safely<Result>(step: string, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw asViewsError(step, this.#options.path, error);
    }
  }
}
