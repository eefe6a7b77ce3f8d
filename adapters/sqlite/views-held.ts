import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Cell, Columns, KeyedTable } from '../../projections/ports.ts';
import { listed, quoted } from './views-names.ts';
import { type AnyRow, placesIn, rowFrom } from './views-row.ts';

/** A row as the batch knows it; none when it is known not to be there. */
interface Held {
  key: Cell[];
  row: AnyRow | undefined;
  /** Whether the file has a row of that key; `undefined`: nobody looked. */
  stored: boolean | undefined;
  changed: boolean;
}

/**
 * A keyed table during one batch: rows are looked up once and written once, at the end of the batch, as they are
 * then. What is put and deleted within a batch never reaches the file. Holds at most the rows a batch touches.
 */
export class HeldTable {
  readonly #table: KeyedTable<Columns>;
  readonly #columns: string[];
  readonly #places: string[];
  readonly #held = new Map<Cell, Held>();
  readonly #select: StatementSync;
  readonly #put: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync, table: KeyedTable<Columns>, physical: string) {
    this.#table = table;
    this.#columns = Object.keys(table.columns);
    this.#places = placesIn(table.columns);
    const byKey = `${quoted(physical)} where ${table.key.map(column => `${quoted(column)} = ?`).join(' and ')}`;
    const values = this.#columns.map(() => '?').join(', ');
    this.#select = database.prepare(`select * from ${byKey}`);
    this.#put = database.prepare(
      `insert or replace into ${quoted(physical)} (${listed(this.#columns)}) values (${values})`,
    );
    this.#delete = database.prepare(`delete from ${byKey}`);
  }

  get(key: Cell[]): AnyRow | undefined {
    return this.#find(key).row;
  }

  /** @throws when the key is there already. */
  insert(row: AnyRow): void {
    const key = this.#keyOf(row);
    if (this.get(key) !== undefined)
      throw new Error(`UNIQUE: the table ${this.#table.name} holds ${key.join(', ')} already`);
    this.#hold(key, row);
  }

  put(row: AnyRow): void {
    this.#hold(this.#keyOf(row), row);
  }

  delete(key: Cell[]): void {
    this.#hold(key, undefined);
  }

  /** Writes down what the batch has changed, and lets go of it. */
  settle(): void {
    for (const { key, row, stored, changed } of this.#held.values()) {
      if (!changed) continue;
      if (row !== undefined) this.#put.run(...this.#columns.map(column => row[column]!));
      else if (stored !== false) this.#delete.run(...key);
    }
    this.#held.clear();
  }

  /** Lets go of what was not settled. */
  forget(): void {
    this.#held.clear();
  }

  #keyOf(row: AnyRow): Cell[] {
    return this.#table.key.map(column => row[column]!);
  }

  #find(key: Cell[]): Held {
    const id = idOf(key);
    const known = this.#held.get(id);
    if (known !== undefined) return known;
    const found = this.#select.get(...key);
    const row = found === undefined ? undefined : rowFrom(this.#places, found);
    const held = { key, row, stored: found !== undefined, changed: false };
    this.#held.set(id, held);
    return held;
  }

  #hold(key: Cell[], row: AnyRow | undefined): void {
    const id = idOf(key);
    this.#held.set(id, { key, row, stored: this.#held.get(id)?.stored, changed: true });
  }
}

/** One key, one id: a list of cells has no equal. */
function idOf(key: Cell[]): Cell {
  return key.length === 1 ? key[0]! : JSON.stringify(key.map(String));
}
