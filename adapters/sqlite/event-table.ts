import { DatabaseSync } from 'node:sqlite';
import type { AppendRequest } from './append-request.ts';
import { createPrivately } from './own-file.ts';
import { createSchema } from './schema.ts';

/** How an append ended: written or there already (`at`), or refused because the stream is elsewhere (-1: nowhere). */
export type AppendOutcome = { revision: number; position: number } | { actual: number };

export interface EventTableOptions {
  path: string;
  busyTimeoutMs: number;
  /** Pages of 4 KiB in the write-ahead log before it is copied into the file. */
  walAutocheckpointPages: number;
  /** The file grows no larger than this; the next append fails as on a full disk. */
  fileBytesMax: number;
}

/** Heads of streams kept at hand: the writer is alone, so what it wrote last is so. */
const headsMax = 10_000;
const pageBytes = 4096;

/** The table of events, opened for writing. It blocks its thread: it is for a thread of its own. */
export function openEventTable(options: EventTableOptions) {
  createPrivately(options.path);
  const db = new DatabaseSync(options.path, { timeout: options.busyTimeoutMs });
  db.exec(`PRAGMA page_size = ${pageBytes}`);
  createSchema(db);
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = ${options.walAutocheckpointPages};
    PRAGMA journal_size_limit = ${2 * options.walAutocheckpointPages * pageBytes};
    PRAGMA max_page_count = ${Math.max(1, Math.floor(options.fileBytesMax / pageBytes))};
  `);
  const insert = db.prepare(
    'INSERT INTO events (stream, revision, id, type, data, metadata, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const selectHead = db.prepare('SELECT max(revision) AS head FROM events WHERE stream = ?');
  const selectIds = db.prepare(
    'SELECT id, position FROM events WHERE stream = ? AND revision > ? ORDER BY revision LIMIT ?',
  );
  const selectLast = db.prepare('SELECT max(position) AS last FROM events');
  const heads = new Map<string, number>();

  function headOf(stream: string): number {
    const known = heads.get(stream);
    if (known !== undefined) return known;
    const head = selectHead.get(stream)?.head;
    return typeof head === 'number' ? head : -1;
  }

  function write({ stream, recordedAt, fields }: AppendRequest, head: number): AppendOutcome {
    let revision = head;
    let position = 0;
    for (let at = 0; at < fields.length; at += 4) {
      revision += 1;
      const [id, type, data, metadata] = [fields[at]!, fields[at + 1]!, fields[at + 2]!, fields[at + 3]!];
      position = Number(insert.run(stream, revision, id, type, data, metadata, recordedAt).lastInsertRowid);
    }
    if (heads.size >= headsMax) heads.clear();
    heads.set(stream, revision);
    return { revision, position };
  }

  /** The same ids right after the expected revision, all of them: it was written before. */
  function findRepeat({ stream, expected, fields }: AppendRequest): AppendOutcome | undefined {
    const count = fields.length / 4;
    const there = selectIds.all(stream, expected, count);
    if (there.length < count || there.some((row, index) => row.id !== fields[index * 4])) return undefined;
    return { revision: expected + count, position: there.at(-1)!.position as number };
  }

  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  return {
    begin: () => void begin.run(),
    commit: () => void commit.run(),
    rollback() {
      heads.clear();
      if (db.isTransaction) db.exec('ROLLBACK');
    },
    /** Within a transaction. One that is refused has written nothing. */
    append(request: AppendRequest): AppendOutcome {
      const head = headOf(request.stream);
      if (request.expected === head) return write(request, head);
      const repeat = request.expected < head ? findRepeat(request) : undefined;
      return repeat ?? { actual: head };
    },
    /** Position of the last event, 0 in an empty log. */
    lastPosition: () => Number(selectLast.get()?.last ?? 0),
    close: () => db.close(),
  };
}

export type EventTable = ReturnType<typeof openEventTable>;
