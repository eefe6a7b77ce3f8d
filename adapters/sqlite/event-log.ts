import type { EventLog } from '../../projections/ports.ts';
import { eventPages } from './event-pages.ts';
import type { LogHead } from './log-head.ts';
import { endPlace, placeOf, type ReadPage } from './page-query.ts';
import { subscription } from './subscription.ts';

export interface PageSource {
  read: ReadPage;
  /** 0 in an empty log. */
  lastPosition(): Promise<number>;
}

export interface EventLogOptions {
  pageEventsMax: number;
  retryDelayMs: number;
  /** Fires when the log is closed: it ends every subscription. */
  closing: AbortSignal;
}

/** The port `EventLog` on anything that gives pages and a head that rises. */
export function eventLog(source: PageSource, head: LogHead, options: EventLogOptions): EventLog {
  const { pageEventsMax, retryDelayMs, closing } = options;

  async function* upToHead(of: 'category' | 'all', key: string, range: Range) {
    const until = range.signal?.aborted ? 0 : await source.lastPosition();
    const beyond = range.after === undefined ? 0 : placeOf(range.after);
    yield* eventPages(source.read, { of, key, backwards: false, beyond, until }, pagesOf(range));
  }
  const pagesOf = ({ limit = Number.POSITIVE_INFINITY, signal }: Range) => ({ limit, signal, pageEventsMax });

  return {
    readStream(stream, { from, backwards = false, ...range } = {}) {
      const start = from === undefined ? undefined : placeOf(from);
      const beyond = backwards ? (start ?? endPlace - 1) + 1 : (start ?? 0) - 1;
      const until = backwards ? 0 : endPlace;
      return eventPages(source.read, { of: 'stream', key: stream, backwards, beyond, until }, pagesOf(range));
    },
    readCategory: (category, range = {}) => upToHead('category', category, range),
    readAll({ backwards = false, ...range } = {}) {
      if (!backwards) return upToHead('all', '', range);
      const beyond = range.after === undefined ? endPlace : placeOf(range.after);
      return eventPages(source.read, { of: 'all', key: '', backwards, beyond, until: 0 }, pagesOf(range));
    },
    subscribeAll: ({ after, signal }) =>
      subscription(source.read, head, {
        after: after === undefined ? 0 : placeOf(after),
        signal: AbortSignal.any([signal, closing]),
        pageEventsMax,
        retryDelayMs,
      }),
    async head() {
      const last = await source.lastPosition();
      return last === 0 ? undefined : BigInt(last);
    },
  };
}

interface Range {
  after?: bigint;
  limit?: number;
  signal?: AbortSignal;
}
