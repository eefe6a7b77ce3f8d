import type { EventStoreDBClient, ResolvedEvent, StreamingRead } from '@eventstore/db-client';
import { StoreUnavailable } from '../../actors/ports.ts';
import type { Connection } from './connection.ts';
import { kindOf, readError } from './errors.ts';
import type { Settings } from './options.ts';

/** Reads one page, a call of its own; `what` is for the error. @throws {StoreUnavailable} */
export type Page = (
  what: string,
  open: (client: EventStoreDBClient) => StreamingRead<ResolvedEvent>,
) => Promise<ResolvedEvent[]>;

/** Makes the reader of pages: each ends within the read deadline. */
export function pages(calls: Connection, { readDeadlineMs }: Settings): Page {
  return (what, open) =>
    calls.call(client => readPage(open(client), readDeadlineMs)).catch(cause => Promise.reject(readError(what, cause)));
}

/** Takes one bounded read to its end. A stream that is not there is an empty one. The call is never left open. */
function readPage(read: StreamingRead<ResolvedEvent>, deadlineMs: number): Promise<ResolvedEvent[]> {
  const events: ResolvedEvent[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<ResolvedEvent[]>();
  const late = setTimeout(() => reject(tooLate(deadlineMs)), deadlineMs);
  // In the turn in which it was opened: a failure of the connection is told to whoever listens by then.
  read.on('error', cause => (kindOf(cause) === 'stream-not-found' ? resolve([]) : reject(cause)));
  read.on('data', event => events.push(event));
  read.on('end', () => resolve(events));
  return promise.finally(() => {
    clearTimeout(late);
    // Not awaited: it waits for a connection that may never be. Its failure is the read's own, told above.
    if (!read.readableEnded) read.cancel().catch(() => {});
  });
}

const tooLate = (deadlineMs: number) =>
  new StoreUnavailable(`no complete answer within ${deadlineMs} ms`, {
    hint: 'Is EventStoreDB overloaded, or its disk slow? Raise the read deadline if pages are large.',
  });
