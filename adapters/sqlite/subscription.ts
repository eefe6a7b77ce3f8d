import { setTimeout as delay } from 'node:timers/promises';
import { StoreUnavailable } from '../../actors/ports.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { unlessAborted } from './abort.ts';
import { ahead } from './event-pages.ts';
import type { LogHead } from './log-head.ts';
import { endPlace, eventsIn, type ReadPage } from './page-query.ts';

export interface SubscriptionOptions {
  /** Position after which it begins. */
  after: number;
  signal: AbortSignal;
  pageEventsMax: number;
  /** Wait before a page is asked for again while the log cannot be read. */
  retryDelayMs: number;
}

/**
 * All events after a position, then all that come, until the signal fires. One page is read ahead while the log has
 * more, none while it waits: it sleeps until the head rises. An empty page is given each time it has caught up.
 * @throws {StoreCorrupt}; a log that cannot be read is asked again for ever.
 */
export async function* subscription(
  read: ReadPage,
  head: LogHead,
  { after, signal, pageEventsMax, retryDelayMs }: SubscriptionOptions,
): AsyncGenerator<RecordedEvent[]> {
  // The head is looked at before the page is read: what comes later raises it, and cannot be slept through.
  const ask = (beyond: number) => ({
    known: head.known(),
    page: ahead(read({ of: 'all', key: '', backwards: false, beyond, until: endPlace, eventsMax: pageEventsMax })),
  });
  let beyond = after;
  let behind = true;
  let next: ReturnType<typeof ask> | undefined;
  while (!signal.aborted) {
    const asked = next ?? ask(beyond);
    next = undefined;
    const page = await unlessAborted(asked.page.catch(orUnreadable), signal);
    if (page === undefined) return;
    if (page === unreadable) {
      await delay(retryDelayMs, undefined, { signal }).catch(() => {});
      continue;
    }
    beyond = page.last;
    if (page.more) {
      behind = true;
      next = ask(beyond);
    }
    if (page.count > 0) yield eventsIn(page);
    if (page.more || signal.aborted) continue;
    if (behind) yield [];
    behind = false;
    await head.past(Math.max(beyond, page.count > 0 ? 0 : asked.known), signal);
  }
}

const unreadable = Symbol('unreadable');

function orUnreadable(error: unknown): typeof unreadable {
  if (error instanceof StoreUnavailable) return unreadable;
  throw error;
}
