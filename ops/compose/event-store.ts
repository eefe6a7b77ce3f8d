import type { EventStore } from '../../actors/ports.ts';
import { isStoreLocked, lockStore } from '../../adapters/sqlite/store-lock.ts';
import type { EventLog } from '../../projections/ports.ts';
import { readCredentials } from '../config/secrets.ts';
import type { Config } from '../config.ts';

/** The log, whichever engine holds it. */
export type EventStoreSide = EventStore & EventLog & { close(): Promise<void> };

/** Opens the engine that the configuration names; the other one is not even loaded. */
export async function eventStoreSide({ eventStore: settings }: Config): Promise<EventStoreSide> {
  const { engine, path, queueMax } = settings;
  if (engine === 'embedded') {
    const { sqliteEventStore } = await import('../../adapters/sqlite/event-store.ts');
    return sqliteEventStore({ path, inFlightMax: queueMax });
  }
  const { eventStoreDb } = await import('../../adapters/eventstoredb/event-store.ts');
  return eventStoreDb(eventStoreDbOptions(settings));
}

/**
 * Takes the right to write the log for as long as it is not given back, without opening the log. An engine that many
 * programs may write has no such right: then nothing is held.
 * @throws {StoreUnavailable} a program has it: one that is ready, starts or stops.
 */
export function holdEventStore({ eventStore: { engine, path } }: Config): () => void {
  if (engine !== 'embedded') return () => {};
  const lock = lockStore(path, 0);
  return () => lock.close();
}

/** Whether a program, this one counts too, may have the log: always so for an engine that does not say. */
export function isEventStoreHeld({ eventStore: { engine, path } }: Config): boolean {
  return engine !== 'embedded' || isStoreLocked(path);
}

/** Where EventStoreDB is and who asks; the password comes from a file. */
export function eventStoreDbOptions({ url, credentialsFile, appendDeadlineMs, readDeadlineMs }: Config['eventStore']) {
  return {
    url: url!,
    appendDeadlineMs,
    readDeadlineMs,
    ...(credentialsFile === undefined ? {} : readCredentials(credentialsFile)),
  };
}
