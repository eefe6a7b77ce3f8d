import { DatabaseSync } from 'node:sqlite';
import type { NewEvent } from '../../domain/message.ts';
import { given } from '../projections/histories.ts';

/** What a hand with the `sqlite3` tool and no scruples may do to a log, and undo, so that the next thing can be tried. */

/** Of ordinary traffic: a message, its answer, its delivery; `count` events in three streams. */
export function ordinary(count: number): { stream: string; event: NewEvent }[] {
  return Array.from({ length: Math.ceil(count / 5) }, (_, n) => [
    given.received(n, 1),
    given.accepted(n, 1),
    given.answered(n, 1),
    given.reply(n, 1),
    given.delivered(n, 1),
  ])
    .flat()
    .slice(0, count);
}

export interface Hand {
  /** Positions of the log, rising. */
  positions: number[];
  /** Does it to the event at the index of a position. Returns how to undo it; none where it cannot be done there. */
  tamper: Record<string, (index: number) => (() => void) | undefined>;
  close(): void;
}

const columns = 'position, stream, revision, id, type, data, metadata, recorded_at';
const places = columns.split(', ').fill('?').join(', ');
type Row = (string | number)[];

export function handOn(path: string): Hand {
  const db = new DatabaseSync(path);
  db.exec(`
    PRAGMA synchronous = OFF;
    DROP TRIGGER events_are_never_changed;
    DROP TRIGGER events_are_never_deleted;
  `);
  const positions = db
    .prepare('SELECT position FROM events ORDER BY position')
    .all()
    .map(row => row.position as number);
  const get = db.prepare(`SELECT ${columns} FROM events WHERE position = ?`);
  const drop = db.prepare('DELETE FROM events WHERE position = ?');
  const dropFrom = db.prepare('DELETE FROM events WHERE position >= ?');
  const put = db.prepare(`INSERT INTO events (${columns}) VALUES (${places})`);
  const rowAt = (index: number): Row => Object.values(get.get(positions[index]!)!) as Row;
  const [POSITION, STREAM, REVISION, , , DATA] = [0, 1, 2, 3, 4, 5] as const;

  function together(work: () => void): void {
    db.exec('BEGIN');
    work();
    db.exec('COMMIT');
  }

  /** Takes rows away, puts others there; undone by the reverse. */
  function replace(before: Row[], after: Row[]): () => void {
    const swap = (gone: Row[], come: Row[]) =>
      together(() => {
        for (const row of gone) drop.run(row[POSITION]!);
        for (const row of come) put.run(...row);
      });
    swap(before, after);
    return () => swap(after, before);
  }

  const edit = (column: number, change: (value: string | number) => string | number) => (index: number) => {
    const row = rowAt(index);
    return replace([row], [row.with(column, change(row[column]!))]);
  };
  const digit = (value: string | number) => String(value).replace(/\d/, found => String((Number(found) + 1) % 10));
  const letter = (value: string | number) => String(value).replace(/[a-z]/, found => (found === 'x' ? 'y' : 'x'));

  return {
    positions,
    tamper: {
      'a digit of the data': edit(DATA, digit),
      'a letter of the type': edit(4, letter),
      'the actor of the metadata': edit(6, value => String(value).replace('"tg:7"', '"tg:8"')),
      'the id': edit(3, value => String(value).replace(/^./, found => (found === 'f' ? 'e' : 'f'))),
      'the instant': edit(7, value => String(value).replace(/^2/, '3')),
      'the event is gone': index => replace([rowAt(index)], []),
      'two events change places'(index) {
        if (index + 1 >= positions.length) return undefined;
        const [one, other] = [rowAt(index), rowAt(index + 1)];
        const moved = [one.with(POSITION, other[POSITION]!), other.with(POSITION, one[POSITION]!)];
        return replace([one, other], moved);
      },
      'two events change what they say'(index) {
        const [one, other] = [rowAt(index), rowAt((index + 7) % positions.length)];
        if (one[DATA] === other[DATA] || one[POSITION] === other[POSITION]) return undefined;
        return replace([one, other], [one.with(DATA, other[DATA]!), other.with(DATA, one[DATA]!)]);
      },
      'an event is slipped in'(index) {
        const after = positions[index]!;
        // Behind the last event it would be an append like any other.
        if (index + 1 === positions.length || positions[index + 1] === after + 1) return undefined;
        const forged = rowAt(index)
          .with(POSITION, after + 1)
          .with(REVISION, 1_000_000)
          .with(STREAM, 'chat-99');
        return replace([], [forged]);
      },
      'the log is cut'(index) {
        // To undo it takes as long as what was cut: in a long log not everywhere.
        if ((positions.length - index) % Math.ceil(positions.length / 500) !== 0) return undefined;
        const gone = positions.slice(index).map((_, offset) => rowAt(index + offset));
        dropFrom.run(positions[index]!);
        return () => together(() => void gone.map(row => put.run(...row)));
      },
    },
    close: () => db.close(),
  };
}
