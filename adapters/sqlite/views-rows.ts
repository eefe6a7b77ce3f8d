import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Cell, Columns, Projection, Rows, Slot, Table } from '../../projections/ports.ts';
import { listed, physicalName, quoted } from './views-names.ts';

type AnyRow = Record<string, Cell>;

interface TableWriter {
  table: Table<Columns>;
  columns: string[];
  places: string[];
  insert: StatementSync;
  /** Of keyed tables. */
  put?: StatementSync;
  get?: StatementSync;
  delete?: StatementSync;
  /** Of journals. */
  trim?: StatementSync;
}

/** The `Rows` of one view in one slot, on statements that are prepared once. */
export class SqliteRows implements Rows {
  readonly #writers: Map<string, TableWriter>;

  constructor(database: DatabaseSync, { name, tables }: Projection, slot: Slot) {
    this.#writers = new Map(
      tables.map(table => [table.name, writerOf(database, table, physicalName(name, table.name, slot))]),
    );
  }

  insert(table: Table, row: AnyRow): void {
    const { columns, insert } = this.#writer(table);
    insert.run(...columns.map(column => row[column]!));
  }

  put(table: Table, row: AnyRow): void {
    const { columns, put } = this.#writer(table);
    put!.run(...columns.map(column => row[column]!));
  }

  // biome-ignore lint/suspicious/noExplicitAny: the port types the row by the table that is asked for.
  get(table: Table, ...key: Cell[]): any {
    const writer = this.#writer(table);
    const row = writer.get!.get(...key);
    return row === undefined ? undefined : rowFrom(writer.places, row);
  }

  delete(table: Table, ...key: Cell[]): void {
    this.#writer(table).delete!.run(...key);
  }

  /** Lets go of what is past each journal's bound. Row ids of a journal have no gaps: it is only added to. */
  trim(): void {
    for (const { trim, table } of this.#writers.values()) {
      if (table.kind === 'journal') trim!.run(table.keep);
    }
  }

  #writer({ name }: Table): TableWriter {
    const writer = this.#writers.get(name);
    if (writer === undefined) throw new TypeError(`the table ${name} is not declared by this projection`);
    return writer;
  }
}

/** A row as SQLite gives it, with its places as bigints. SQLite holds them up to 2^63, here they are read up to 2^53. */
export function rowFrom(places: readonly string[], row: object): AnyRow {
  const read: AnyRow = { ...row };
  for (const name of places) if (read[name] !== null) read[name] = BigInt(read[name] as number);
  return read;
}

/** The columns that hold places. */
export function placesIn(columns: Columns): string[] {
  return Object.keys(columns).filter(name => columns[name]!.startsWith('position'));
}

function writerOf(database: DatabaseSync, table: Table<Columns>, physical: string): TableWriter {
  const columns = Object.keys(table.columns);
  const into = `into ${quoted(physical)} (${listed(columns)}) values (${columns.map(() => '?').join(', ')})`;
  const writer = { table, columns, places: placesIn(table.columns), insert: database.prepare(`insert ${into}`) };
  if (table.kind === 'journal') {
    const oldest = `(select max(rowid) from ${quoted(physical)}) - ?`;
    return { ...writer, trim: database.prepare(`delete from ${quoted(physical)} where rowid <= ${oldest}`) };
  }
  const byKey = `${quoted(physical)} where ${table.key.map(column => `${quoted(column)} = ?`).join(' and ')}`;
  return {
    ...writer,
    put: database.prepare(`insert or replace ${into}`),
    get: database.prepare(`select * from ${byKey}`),
    delete: database.prepare(`delete from ${byKey}`),
  };
}
