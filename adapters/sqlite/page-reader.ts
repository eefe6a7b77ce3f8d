import { existsSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StoreUnavailable } from '../../actors/ports.ts';
import type { Page, PageQuery } from './page-query.ts';
import { requireSchema } from './schema.ts';

/** A page ends early past so many characters: 500 events of 1 MiB each would not fit into one text. */
const pageCharactersMax = 4 * 1024 * 1024;

/** An event as JSON, made by SQLite: its texts are copied once, never taken apart on this side. */
const eventJson = `'{"stream":' || json_quote(stream) || ',"revision":' || revision || ',"position":' || position
  || ',"recordedAt":"' || recorded_at || '","id":"' || id || '","type":' || json_quote(type)
  || ',"data":' || data || ',"metadata":' || metadata || '}'`;

const places = { stream: 'revision', category: 'position', all: 'position' } as const;
const filters = { stream: 'stream = ?1', category: 'category = ?1', all: "?1 = ''" } as const;

/**
 * Opens the log at `path` for reading: beside its writer, in any thread or process, or when it has none. Every page
 * is a read of its own, so no reader keeps the write-ahead log from being emptied.
 * @throws {StoreUnavailable} there is no log yet. {@link StoreCorrupt} it is something else.
 */
export function openPageReader({ path, busyTimeoutMs }: { path: string; busyTimeoutMs: number }) {
  if (!existsSync(path)) {
    throw new StoreUnavailable(`there is no event log at ${path}`, {
      hint: 'Check the path, or start the program once.',
    });
  }
  const db = new DatabaseSync(path, { readOnly: true, timeout: busyTimeoutMs });
  requireSchema(db);
  const statements = new Map<string, StatementSync>();
  const lastPosition = db.prepare('SELECT max(position) AS last FROM events');

  function statement(of: PageQuery['of'], backwards: boolean): StatementSync {
    const name = `${of} ${backwards}`;
    const known = statements.get(name);
    if (known !== undefined) return known;
    const place = places[of];
    const [beyond, until, order] = backwards ? ['<', '>=', 'DESC'] : ['>', '<=', 'ASC'];
    const prepared = db.prepare(`SELECT ${place}, ${eventJson} FROM events
      WHERE ${filters[of]} AND ${place} ${beyond} ?2 AND ${place} ${until} ?3 ORDER BY ${place} ${order} LIMIT ?4`);
    prepared.setReturnArrays(true);
    statements.set(name, prepared);
    return prepared;
  }

  return {
    read({ of, key, backwards, beyond, until, eventsMax }: PageQuery): Page {
      let text = '';
      let count = 0;
      let last = beyond;
      const rows = statement(of, backwards).iterate(key, beyond, until, eventsMax);
      for (const row of rows as Iterable<unknown> as Iterable<[number, string]>) {
        text += count === 0 ? row[1] : `,${row[1]}`;
        count += 1;
        last = row[0];
        if (text.length > pageCharactersMax) break;
      }
      const more = count === eventsMax || text.length > pageCharactersMax;
      return { text: `[${text}]`, count, last, more };
    },
    /** Position of the last event, 0 in an empty log. */
    lastPosition: () => Number(lastPosition.get()?.last ?? 0),
    close: () => db.close(),
  };
}
