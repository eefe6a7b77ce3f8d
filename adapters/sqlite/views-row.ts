import type { Cell, Columns } from '../../projections/ports.ts';

export type AnyRow = Record<string, Cell>;

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
