import assert from 'node:assert/strict';
import { StoreUnavailable } from '../../actors/ports.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import type { EventLog } from '../../projections/ports.ts';
import type { Connection } from './connection.ts';
import { readError } from './errors.ts';
import { openFeed } from './feed.ts';
import { pageMax, type Settings } from './options.ts';

/**
 * Reads the streams of one category, up to the head as it was at the start.
 *
 * By a subscription filtered on the server, left when it has caught up: `$ce-<category>` needs the server's system
 * projections, which are off by default and write a link for every event; a read of the client takes no filter, so
 * the whole log would come over the wire.
 * @throws {StoreUnavailable} when nothing at all comes within the read deadline, or the connection is lost: a
 * read is bounded and does not heal itself.
 */
export function categoryReads(calls: Connection, settings: Settings, head: EventLog['head']): EventLog['readCategory'] {
  const { prefix, readDeadlineMs } = settings;
  return async function* readCategory(category, { after, limit, signal = new AbortController().signal } = {}) {
    assert.match(category, /^[a-z]+$/, `${category} is not the name of a category`);
    if (signal.aborted || limit === 0) return;
    const end = await head();
    if (end === undefined || (after !== undefined && after >= end)) return;
    let left = limit ?? Number.POSITIVE_INFINITY;
    const feed = openFeed(calls.client(), settings, { prefixes: [`${prefix}${category}-`] }, after, signal);
    try {
      for (;;) {
        const arrival = await feed.next(readDeadlineMs).catch(cause => lost(category, cause));
        if (signal.aborted) return;
        if (arrival.idle) silent(category, readDeadlineMs);
        const events: RecordedEvent[] = arrival.events
          .filter(event => event.position <= end)
          .slice(0, Math.min(left, pageMax));
        left -= events.length;
        const isPast = events.length < arrival.events.length || events.at(-1)?.position === end;
        if (events.length > 0) yield events;
        if (isPast || left === 0 || arrival.caughtUp || signal.aborted) return;
      }
    } finally {
      feed.close();
    }

    function lost(what: string, cause: unknown): never {
      calls.failed(cause);
      throw readError(`category ${what}`, cause);
    }
  };
}

function silent(category: string, deadlineMs: number): never {
  throw new StoreUnavailable(`category ${category} could not be read: nothing came within ${deadlineMs} ms`, {
    hint: 'Is EventStoreDB overloaded, or older than 23.10? See its log; raise the read deadline if its disk is slow.',
  });
}
