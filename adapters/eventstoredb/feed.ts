import { type EventStoreDBClient, type Filter, STREAM_NAME } from '@eventstore/db-client';
import type { RecordedEvent } from '../../domain/message.ts';
import { decode, positionOf } from './codec.ts';
import { pageMax, type Settings } from './options.ts';

/** What a subscription brought: events, then perhaps the word that these were the last there are. */
export interface Arrival {
  events: RecordedEvent[];
  caughtUp: boolean;
  /** Nothing came within the time waited for, not even a sign that the server is searching. */
  idle: boolean;
}

/** One subscription of the server, as long as it lasts. */
export interface Feed {
  /** Waits at most `ms`; at most 500 events. @throws what ended the subscription, once all that came was taken. */
  next(ms: number): Promise<Arrival>;
  close(): void;
}

/** The server tells how far its search is after so many events that were of no interest. */
const searchWindow = 1000;

/** Which streams: those whose name on the server matches, or begins so. */
export type Which = { regex: string } | { prefixes: string[] };

/** Subscribes to the events of some streams after a position. `signal` ends a wait at once. */
export function openFeed(
  client: EventStoreDBClient,
  { credentials, prefix }: Settings,
  which: Which,
  after: bigint | undefined,
  signal: AbortSignal,
): Feed {
  let lost: unknown;
  let searched = false;
  let taken = 0;
  let caughtUpAfter: number | undefined;
  let wake = () => {};

  const checkpointReached = () => {
    searched = true;
    wake();
  };
  const filter: Filter = {
    ...which,
    filterOn: STREAM_NAME,
    maxSearchWindow: searchWindow,
    checkpointInterval: 1,
    checkpointReached,
  };
  const fromPosition = after === undefined ? 'start' : positionOf(after);
  const subscription = client.subscribeToAll({ fromPosition, filter, credentials }, { highWaterMark: pageMax });
  // In the same turn: a failure of the connection is told to whoever listens by then.
  subscription.on('error', cause => end(cause));
  subscription.on('end', () => end(new Error('the server ended the subscription without a word')));
  subscription.on('readable', () => wake());
  // Told when it is met, while events before it may still wait to be taken: those are counted.
  subscription.on('caughtUp', () => {
    caughtUpAfter = taken + subscription.readableLength;
    wake();
  });
  const aborted = () => wake();
  signal.addEventListener('abort', aborted);

  function end(cause: unknown): void {
    lost ??= cause;
    wake();
  }

  function take(): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    while (events.length < pageMax && (caughtUpAfter === undefined || taken < caughtUpAfter)) {
      const resolved = subscription.read();
      if (resolved === null) break;
      taken += 1;
      const event = decode(prefix, resolved);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  async function next(ms: number): Promise<Arrival> {
    const until = performance.now() + ms;
    for (;;) {
      const events = take();
      const caughtUp = caughtUpAfter !== undefined && taken >= caughtUpAfter;
      if (caughtUp) caughtUpAfter = undefined;
      const left = until - performance.now();
      const idle = left <= 0 || signal.aborted;
      if (events.length > 0 || caughtUp || searched || idle) {
        const isIdle = events.length === 0 && !caughtUp && !searched;
        searched = false;
        return { events, caughtUp, idle: isIdle };
      }
      if (lost !== undefined) throw lost;
      await woken(left);
    }
  }

  function woken(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    wake = resolve;
    return promise.finally(() => clearTimeout(timer));
  }

  return {
    next,
    close() {
      signal.removeEventListener('abort', aborted);
      // Not awaited: it waits for a connection that may never be. Its failure was told as the subscription's.
      subscription.unsubscribe().catch(() => {});
    },
  };
}
