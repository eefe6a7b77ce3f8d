import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { eventStoreDb } from '../../../adapters/eventstoredb/event-store.ts';
import type { EventStoreDbOptions, StoreNotice } from '../../../adapters/eventstoredb/options.ts';
import { sqliteEventStore } from '../../../adapters/sqlite/event-store.ts';
import { eventStoreDbDouble } from '../../doubles/eventstoredb/double.ts';

/** A server's store and the double that serves it, both gone when the test is over. */
export async function openedDouble(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
  const server = await sqliteEventStore({ path: join(folder, 'log.db') });
  const double = await eventStoreDbDouble(server);
  t.teardown(async () => {
    await double.close();
    await server.close();
    await rm(folder, { recursive: true });
  });
  return { double, server };
}

/** The adapter on a double of its own, quick to heal; its notices are kept. */
export async function opened(t: ExecutionContext, options: Partial<EventStoreDbOptions> = {}) {
  const { double, server } = await openedDouble(t);
  return { double, server, ...(await openedStore(t, { url: double.url, ...options })) };
}

export async function openedStore(t: ExecutionContext, options: EventStoreDbOptions) {
  const notices: StoreNotice[] = [];
  const news = new EventEmitter();
  const store = await eventStoreDb({
    appendDeadlineMs: 10_000,
    readDeadlineMs: 10_000,
    resubscribe: { minMs: 1, maxMs: 20 },
    watchdogMs: 200,
    tell: notice => {
      notices.push(notice);
      news.emit('notice');
    },
    ...options,
  });
  t.teardown(() => store.close());
  /** Resolves once `count` notices came. @throws after 5 s. */
  const noticed = async (count: number) => {
    const signal = AbortSignal.timeout(5_000);
    while (notices.length < count) await once(news, 'notice', { signal });
  };
  return { store, notices, noticed };
}
