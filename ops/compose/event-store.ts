import type { EventStore } from '../../actors/ports.ts';
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

/** Where EventStoreDB is and who asks; the password comes from a file. */
export function eventStoreDbOptions({ url, credentialsFile, appendDeadlineMs, readDeadlineMs }: Config['eventStore']) {
  return {
    url: url!,
    appendDeadlineMs,
    readDeadlineMs,
    ...(credentialsFile === undefined ? {} : readCredentials(credentialsFile)),
  };
}
