import type { DatabaseSync } from 'node:sqlite';
import { StoreCorrupt, StoreUnavailable } from '../../actors/ports.ts';

/** 'BNCL': tells this file from every other SQLite file. */
const applicationId = 0x42_4e_43_4c;
const schemaVersion = 1;

/**
 * One table: the log. `position` never falls and is never used again (AUTOINCREMENT); an event id may stand twice,
 * because at the head an append is written without looking at ids.
 */
const tables = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    category TEXT GENERATED ALWAYS AS (substr(stream, 1, instr(stream, '-') - 1)) VIRTUAL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX events_by_category ON events (category);
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: no event is ever changed'); END;
  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the log is append-only: no event is ever deleted'); END;
`;

const names = ['events', 'events_are_never_changed', 'events_are_never_deleted', 'events_by_category'];

/**
 * Creates the log in an empty file; leaves one that is there as it is.
 * @throws {StoreCorrupt} the file is something else.
 */
export function createSchema(db: DatabaseSync): void {
  if (!isEmpty(db)) {
    requireSchema(db);
    return;
  }
  db.exec(`
    BEGIN IMMEDIATE;
    ${tables}
    PRAGMA application_id = ${applicationId};
    PRAGMA user_version = ${schemaVersion};
    COMMIT;
  `);
}

/**
 * @throws {StoreCorrupt} the file is another program's, of a newer version, or lacks a table or a trigger.
 * @throws {StoreUnavailable} the file is still empty.
 */
export function requireSchema(db: DatabaseSync): void {
  if (isEmpty(db)) {
    throw new StoreUnavailable('the event log has not been begun', { hint: 'Start the program once, then try again.' });
  }
  const found = { application: pragma(db, 'application_id'), version: pragma(db, 'user_version') };
  if (found.application !== applicationId || found.version !== schemaVersion) {
    throw new StoreCorrupt(
      `this file is not an event log of version ${schemaVersion} (application ${found.application}, version ${found.version})`,
      { hint: 'Check the path of the log; a log of a newer version needs the newer program.' },
    );
  }
  const there = db.prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'events%'").all();
  const missing = names.filter(name => !there.some(row => row.name === name));
  if (missing.length > 0) {
    throw new StoreCorrupt(`the event log lacks ${missing.join(', ')}`, {
      hint: 'Someone changed the file by hand: restore the last backup.',
    });
  }
}

const pragma = (db: DatabaseSync, name: string): unknown => db.prepare(`PRAGMA ${name}`).get()?.[name];

const isEmpty = (db: DatabaseSync): boolean => db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
