import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { StreamName } from '../../domain/ids.ts';
import type {
  Columns,
  Comparison,
  Condition,
  RowOf,
  Selection,
  Slot,
  Snapshot,
  StoredView,
  Table,
} from '../../projections/ports.ts';
import { listed, physicalName, quoted } from './views-names.ts';
import { placesIn, rowFrom } from './views-row.ts';

/** The statements of one reader; each is prepared once and at most `statementsMax` are kept. */
export class SqliteSnapshot implements Snapshot {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  view(name: string, slot: Slot = 'live'): StoredView | undefined {
    const row = this.#prepared('select * from "views" where name = ? and slot = ?').get(name, slot);
    return row === undefined ? undefined : storedView(row);
  }

  select<Shape extends Columns>(projection: string, table: Table<Shape>, selection: Selection<Shape>): RowOf<Shape>[] {
    const { where = [], order = [], falling = false, limit } = selection;
    const from = `from ${quoted(physicalName(projection, table.name, 'live'))}${whereOf(where)}`;
    const sql = `select ${listed(Object.keys(table.columns))} ${from}${orderOf(order, falling)} limit ?`;
    const rows = this.#prepared(sql).all(...valuesOf(where), limit);
    const places = placesIn(table.columns);
    return rows.map(row => rowFrom(places, row) as RowOf<Shape>);
  }

  count<Shape extends Columns>(
    projection: string,
    table: Table<Shape>,
    where: readonly Condition<Shape>[] = [],
  ): number {
    const from = `from ${quoted(physicalName(projection, table.name, 'live'))}${whereOf(where)}`;
    return this.#prepared(`select count(*) as n ${from}`).get(...valuesOf(where))!.n as number;
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    if (this.#statements.size >= statementsMax) this.#statements.clear();
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

const statementsMax = 200;

/** A row of the table `views`. */
export function storedView(row: Record<string, unknown>): StoredView {
  const { name, slot, identity, catalogue, checkpoint, last_id, last_stream, last_revision, last_at } = row;
  const known = {
    name: name as string,
    slot: slot as Slot,
    identity: identity as string,
    catalogue: catalogue as string,
  };
  if (checkpoint === null) return { ...known, checkpoint: undefined, last: undefined };
  const position = BigInt(checkpoint as number);
  const place = { position, stream: last_stream as StreamName, revision: BigInt(last_revision as number) };
  return { ...known, checkpoint: position, last: { ...place, id: last_id as string, recordedAt: last_at as string } };
}

const comparisons = new Set(['=', '<', '<=', '>', '>=']);

type Conditions = readonly (readonly [column: string, comparison: Comparison, value: unknown])[];

function whereOf(where: Conditions): string {
  if (where.length === 0) return '';
  const all = where.map(([column, comparison]) => {
    if (!comparisons.has(comparison)) throw new TypeError(`no such comparison: ${comparison}`);
    return `${quoted(column)} ${comparison} ?`;
  });
  return ` where ${all.join(' and ')}`;
}

function orderOf(order: 'newest' | readonly string[], falling: boolean): string {
  if (order === 'newest') return ' order by rowid desc';
  const columns = order.map(column => quoted(column) + (falling ? ' desc' : ''));
  return columns.length === 0 ? '' : ` order by ${columns.join(', ')}`;
}

function valuesOf(where: Conditions): SQLInputValue[] {
  return where.map(([, , value]) => value as SQLInputValue);
}
