import type { Columns, Projection, Slot, Table } from '../../projections/ports.ts';

/** How views are named and made in SQLite. Every name is quoted. */

export const stateTable = `
  create table if not exists "views" (
    name text not null, slot text not null, identity text not null, catalogue text not null,
    tables text not null, checkpoint integer, last_id text, last_stream text, last_revision integer, last_at text,
    primary key (name, slot)
  ) strict`;

/** `open_work_replies`; while it is being built, `open_work_replies__next`. */
export function physicalName(projection: string, table: string, slot: Slot): string {
  const name = `${projection.replaceAll('-', '_')}_${table}`;
  return slot === 'live' ? name : `${name}__next`;
}

export const quoted = (name: string): string => `"${name}"`;
export const listed = (names: readonly string[]): string => names.map(quoted).join(', ');

/** The statements that make a view's tables. An index cannot be renamed, so its name carries `stamp`. */
export function makeTables({ name, tables }: Projection, slot: Slot, stamp: string): string[] {
  return tables.flatMap(table => {
    const physical = physicalName(name, table.name, slot);
    return [
      `create table ${quoted(physical)} (${columnsOf(table)}) strict${table.kind === 'keyed' ? ', without rowid' : ''}`,
      ...table.indexes.map(
        (columns, index) =>
          `create index ${quoted(`${physicalName(name, table.name, 'live')}__${stamp}_${index}`)} ` +
          `on ${quoted(physical)} (${listed(columns)})`,
      ),
    ];
  });
}

function columnsOf({ columns, ...table }: Table<Columns>): string {
  const defined = Object.entries(columns).map(([name, type]) => `${quoted(name)} ${sqlType(type)}`);
  return [...defined, ...(table.kind === 'keyed' ? [`primary key (${listed(table.key)})`] : [])].join(', ');
}

function sqlType(type: Columns[string]): string {
  const [base, optional] = type.endsWith('?') ? [type.slice(0, -1), true] : [type, false];
  return `${base === 'position' ? 'integer' : base}${optional ? '' : ' not null'}`;
}
