import type { EventStore } from '../../actors/ports.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { type KeyRing, openEvent, sealEvent } from '../../domain/personal/seal.ts';
import type { EventLog } from '../../projections/ports.ts';

/** The log behind the seal: whoever uses it sees events as they were decided, and the log holds them sealed. */
export function sealedStore<Store extends EventStore & EventLog>(store: Store, ring: KeyRing): Store {
  return {
    ...store,
    ...openedLog(store, ring),
    append: (stream, expected, events) =>
      store.append(
        stream,
        expected,
        events.map(event => sealEvent(stream, event, ring)),
      ),
  };
}

type Readable = Pick<EventLog, 'readStream'> & Partial<EventLog>;

/** A log that is only read, opened. */
export function openedLog<Log extends Readable>(log: Log, ring: KeyRing): Log {
  const opened = (pages: AsyncIterable<RecordedEvent[]>) => openPages(pages, ring);
  return {
    ...log,
    readStream: (...given: Parameters<EventLog['readStream']>) => opened(log.readStream(...given)),
    ...(log.readCategory === undefined
      ? {}
      : { readCategory: (...given: Parameters<EventLog['readCategory']>) => opened(log.readCategory!(...given)) }),
    ...(log.readAll === undefined
      ? {}
      : { readAll: (...given: Parameters<EventLog['readAll']>) => opened(log.readAll!(...given)) }),
    ...(log.subscribeAll === undefined
      ? {}
      : { subscribeAll: (...given: Parameters<EventLog['subscribeAll']>) => opened(log.subscribeAll!(...given)) }),
  };
}

async function* openPages(pages: AsyncIterable<RecordedEvent[]>, ring: KeyRing): AsyncGenerator<RecordedEvent[]> {
  for await (const page of pages) yield page.map(event => openEvent(event, ring));
}
