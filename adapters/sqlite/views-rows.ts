import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Cell, Columns, Journal, Projection, Rows, Slot, Table } from '../../projections/ports.ts';
import { HeldTable } from './views-held.ts';
import { listed, physicalName, quoted } from './views-names.ts';
import type { AnyRow } from './views-row.ts';

interface JournalWriter {
  columns: string[];
  insert: StatementSync;
  /** Takes how many rows to keep. */
  trim: StatementSync;
  keep: number;
}

/**
 * The `Rows` of one view in one slot, on statements that are prepared once. A batch ends with `settle`, which writes
 * what keyed tables still hold, or with `forget`.
 */
export class SqliteRows implements Rows {
  readonly #keyed = new Map<string, HeldTable>();
  readonly #journals = new Map<string, JournalWriter>();

  constructor(database: DatabaseSync, { name, tables }: Projection, slot: Slot) {
    for (const table of tables) {
      const physical = physicalName(name, table.name, slot);
      if (table.kind === 'keyed') this.#keyed.set(table.name, new HeldTable(database, table, physical));
      else this.#journals.set(table.name, journalWriter(database, table, physical));
    }
  }

  insert(table: Table, row: AnyRow): void {
    const journal = this.#journals.get(table.name);
    if (journal === undefined) this.#held(table).insert(row);
    else journal.insert.run(...journal.columns.map(column => row[column]!));
  }

  put(table: Table, row: AnyRow): void {
    this.#held(table).put(row);
  }

  // biome-ignore lint/suspicious/noExplicitAny: the port types the row by the table that is asked for.
  get(table: Table, ...key: Cell[]): any {
    return this.#held(table).get(key);
  }

  delete(table: Table, ...key: Cell[]): void {
    this.#held(table).delete(key);
  }

  /** Writes what is held, and lets go of what is past each journal's bound: its row ids have no gaps. */
  settle(): void {
    for (const held of this.#keyed.values()) held.settle();
    for (const { trim, keep } of this.#journals.values()) trim.run(keep);
  }

  /** Nothing of the batch is kept: neither here nor, by whoever rolls back, in the file. */
  forget(): void {
    for (const held of this.#keyed.values()) held.forget();
  }

  #held({ name }: Table): HeldTable {
    const held = this.#keyed.get(name);
    if (held === undefined) throw new TypeError(`the table ${name} is not a keyed one of this projection`);
    return held;
  }
}

function journalWriter(database: DatabaseSync, { columns: shape, keep }: Journal<Columns>, physical: string) {
  const columns = Object.keys(shape);
  const values = columns.map(() => '?').join(', ');
  const oldest = `(select max(rowid) from ${quoted(physical)}) - ?`;
  return {
    columns,
    insert: database.prepare(`insert into ${quoted(physical)} (${listed(columns)}) values (${values})`),
    trim: database.prepare(`delete from ${quoted(physical)} where rowid <= ${oldest}`),
    keep,
  };
}
