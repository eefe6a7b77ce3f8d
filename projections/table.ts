/**
 * The tables of a view, declared as data: an engine makes them, reducers and queries use them by their types.
 *
 * A table is one of two kinds. A *keyed* table holds one row per key and may be changed in every way. A *journal*
 * is only added to and holds the newest `keep` rows: nothing can look back into it while projecting, so trimming
 * never changes what is projected, wherever a batch is cut.
 */

/** `position` is a place in the log or in a stream: a bigint. A `?` at the end allows null. */
export type ColumnType = 'text' | 'integer' | 'real' | 'position' | 'text?' | 'integer?' | 'real?' | 'position?';
export type Columns = Record<string, ColumnType>;

type ValueOf<Type extends string> = Type extends `${infer Base}?` ? BaseValue<Base> | null : BaseValue<Type>;
type BaseValue<Type extends string> = Type extends 'text' ? string : Type extends 'position' ? bigint : number;

export type Cell = string | number | bigint | null;

/** One row; every column is there. */
export type RowOf<Shape extends Columns> = { [Name in keyof Shape]: ValueOf<Shape[Name]> };

interface TableBase<Shape extends Columns> {
  /** Lower-case words with `_`; unique within its projection. */
  readonly name: string;
  readonly columns: Shape;
  /** Column lists to be found by. */
  readonly indexes: readonly (readonly (keyof Shape & string)[])[];
}

export interface KeyedTable<Shape extends Columns = Columns> extends TableBase<Shape> {
  readonly kind: 'keyed';
  readonly key: readonly (keyof Shape & string)[];
}

export interface Journal<Shape extends Columns = Columns> extends TableBase<Shape> {
  readonly kind: 'journal';
  /** At most so many rows are held: the newest. */
  readonly keep: number;
}

// biome-ignore lint/suspicious/noExplicitAny: a list of tables holds tables of different shapes.
export type Table<Shape extends Columns = any> = KeyedTable<Shape> | Journal<Shape>;

export function keyed<const Shape extends Columns>(
  name: string,
  columns: Shape,
  options: {
    key: readonly (keyof Shape & string)[];
    indexes?: readonly (readonly (keyof Shape & string)[])[];
  },
): KeyedTable<Shape> {
  return { kind: 'keyed', name, columns, key: options.key, indexes: options.indexes ?? [] };
}

/** @throws {RangeError} when `keep` is not a whole number of at least 1. */
export function journal<const Shape extends Columns>(
  name: string,
  columns: Shape,
  options: { keep: number; indexes?: readonly (readonly (keyof Shape & string)[])[] },
): Journal<Shape> {
  if (!Number.isSafeInteger(options.keep) || options.keep < 1)
    throw new RangeError(`the journal ${name} must keep at least 1 row, not ${options.keep}`);
  return { kind: 'journal', name, columns, keep: options.keep, indexes: options.indexes ?? [] };
}

/** What a reducer may do. Answers at once: the engine is embedded. */
export interface Rows {
  /** @throws when the key is there already: a fault of the reducer. */
  insert<Shape extends Columns>(table: Table<Shape>, row: RowOf<Shape>): void;
  /** Adds the row, or replaces the one of that key. */
  put<Shape extends Columns>(table: KeyedTable<Shape>, row: RowOf<Shape>): void;
  /** `key` in the order of the table's `key`. */
  get<Shape extends Columns>(table: KeyedTable<Shape>, ...key: Cell[]): RowOf<Shape> | undefined;
  /** Nothing happens when there is no such row. */
  delete<Shape extends Columns>(table: KeyedTable<Shape>, ...key: Cell[]): void;
}

export type Comparison = '=' | '<' | '<=' | '>' | '>=';
export type Condition<Shape extends Columns> = {
  [Name in keyof Shape & string]: readonly [Name, Comparison, ValueOf<Shape[Name]>];
}[keyof Shape & string];

export interface Selection<Shape extends Columns> {
  /** All of them hold. */
  where?: readonly Condition<Shape>[];
  /** `newest`: the order of a journal, last added first. Otherwise columns, rising. */
  order?: 'newest' | readonly (keyof Shape & string)[];
  /** The columns fall instead. */
  falling?: boolean;
  limit: number;
}
