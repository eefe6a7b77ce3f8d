import type { EventStore } from '../../actors/ports.ts';
import type { EventLog } from '../../projections/ports.ts';
import { allReads } from './all-reads.ts';
import { appends } from './appends.ts';
import { categoryReads } from './category-reads.ts';
import { connection } from './connection.ts';
import { heads } from './head.ts';
import { type EventStoreDbOptions, settingsOf } from './options.ts';
import { pages } from './page.ts';
import { positions, streamReads } from './stream-reads.ts';
import { subscriptions } from './subscriptions.ts';

/**
 * The event log on EventStoreDB 23.10 or newer; no other folder names that client.
 *
 * Resolves without having reached the server: a log that is down is `StoreUnavailable` at each call, and works again
 * by itself. `close` lets calls under way end, ends subscriptions quietly, and may be called twice; afterwards every
 * call is `StoreUnavailable`. Two clients: about 100 open calls fit on one, and then calls would wait in silence.
 */
export async function eventStoreDb(
  options: EventStoreDbOptions,
): Promise<EventStore & EventLog & { close(): Promise<void> }> {
  const settings = settingsOf(options);
  const calls = connection('calls', settings);
  const feeds = connection('subscriptions', settings);
  const closing = new AbortController();

  const page = pages(calls, settings);
  const head = heads(page, settings);
  const readStream = streamReads(page, settings);
  const subscribeAll = subscriptions(feeds, settings, head);

  return {
    append: appends(calls, settings, positions(readStream)),
    readStream,
    readCategory: categoryReads(calls, settings, head),
    readAll: allReads(page, settings, head),
    subscribeAll: ({ signal, ...from }) => subscribeAll({ ...from, signal: AbortSignal.any([signal, closing.signal]) }),
    head,
    async close() {
      closing.abort();
      await Promise.all([calls.close(), feeds.close()]);
    },
  };
}
