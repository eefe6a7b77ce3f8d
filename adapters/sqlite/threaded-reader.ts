import { StoreUnavailable } from '../../actors/ports.ts';
import { closedError } from './append-errors.ts';
import type { ReaderData, ReaderMessage, ReaderReply } from './event-log-thread.ts';
import { type KeptThread, keepThread } from './kept-thread.ts';
import { openRequests } from './open-requests.ts';
import type { Page, PageQuery } from './page-query.ts';
import { errorOf } from './store-failure.ts';

export interface ThreadedReaderOptions {
  workerData: Omit<ReaderData, 'wakeUps'>;
  deadlineMs: number;
  reopenDelayMs: { first: number; last: number };
}

interface OpenRead {
  ask: PageQuery | 'head';
  /** How many threads died while they had it. */
  deaths: number;
  resolve(result: Page | number): void;
  reject(error: Error): void;
}

/** A page that so many threads died of is not asked for again. */
const deathsMax = 3;

/**
 * The calling side of the reading thread. A page whose thread dies is asked for again of the next one: a reader
 * notices nothing but the delay, unless the deadline passes.
 */
export async function openThreadedReader({ workerData, deadlineMs, reopenDelayMs }: ThreadedReaderOptions) {
  const open = openRequests<OpenRead>(deadlineMs, read => read.reject(tooLate(deadlineMs)));
  let closed: Error | undefined;

  let thread: KeptThread<ReaderMessage> | undefined;
  thread = await keepThread<ReaderMessage, ReaderReply>({
    module: new URL('./event-log-thread.ts', import.meta.url),
    name: 'event-log',
    workerData,
    reopenDelayMs,
    onOpen() {
      for (const [number, { ask }] of open.all()) thread?.post({ number, ask });
    },
    onReply(reply) {
      const read = open.take(reply.number);
      if ('failure' in reply) read?.reject(errorOf(reply.failure));
      else read?.resolve('page' in reply ? reply.page : reply.head);
    },
    onDeath(cause) {
      for (const [number, read] of open.all()) {
        read.deaths += 1;
        if (read.deaths >= deathsMax) open.take(number)!.reject(deadly(cause));
      }
    },
    onLost(cause) {
      closed = cause;
      for (const read of open.takeAll()) read.reject(cause);
    },
  });

  function request(ask: PageQuery | 'head'): Promise<Page | number> {
    if (closed !== undefined) return Promise.reject(closed);
    const { promise, resolve, reject } = Promise.withResolvers<Page | number>();
    const number = open.add({ ask, deaths: 0, resolve, reject });
    thread?.post({ number, ask });
    return promise;
  }

  return {
    read: (query: PageQuery) => request(query) as Promise<Page>,
    lastPosition: () => request('head') as Promise<number>,
    /** Refuses what is still open, and all that comes later. */
    async close(): Promise<void> {
      closed ??= closedError();
      for (const read of open.takeAll()) read.reject(closed);
      await thread.close('close', deadlineMs);
    },
  };
}

const tooLate = (deadlineMs: number) =>
  new StoreUnavailable(`the event log gave no page within ${deadlineMs} ms`, {
    hint: 'The disk is slow or hangs: look at it, then read again.',
  });

const deadly = (cause: Error) =>
  new StoreUnavailable(`${deathsMax} threads in a row died reading the event log: ${cause.message}`, {
    hint: 'Report it with the log of the process; `binnacle verify` checks the file.',
    cause,
  });
