import {
  type Appended,
  type ExpectedRevision,
  OutcomeUnknown,
  RevisionConflict,
  StoreUnavailable,
} from '../../actors/ports.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { AppendRequest } from './append-request.ts';
import { type KeptThread, keepThread } from './kept-thread.ts';
import type { LogHead } from './log-head.ts';
import { openRequests } from './open-requests.ts';
import { errorOf, type Failure } from './store-failure.ts';
import { outcomeKind, type WriterData, type WriterMessage, type WriterReply } from './writer-protocol.ts';

export interface AppenderOptions {
  workerData: Omit<WriterData, 'wakeUps'>;
  inFlightMax: number;
  inFlightBytesMax: number;
  deadlineMs: number;
  reopenDelayMs: { first: number; last: number };
}

interface OpenAppend {
  stream: StreamName;
  expected: ExpectedRevision;
  request: AppendRequest;
  sent: boolean;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/** So many cross without waiting for the rest of the turn: the thread writes them while the rest is made ready. */
const crossingLength = 16;

/**
 * The calling side of the writing thread. Appends of one turn cross in a few messages; each ends within the deadline. While
 * the thread is down they wait here; what had been sent to it is `OutcomeUnknown`. `head` hears of all written.
 */
export async function openAppender(options: AppenderOptions, head: LogHead) {
  const open = openRequests<OpenAppend>(options.deadlineMs, append => end(append, tooLate(append, options.deadlineMs)));
  let unsent: OpenAppend[] = [];
  let bytes = 0;
  let closed: Error | undefined;

  function end(append: OpenAppend, result: Appended | Error): void {
    bytes -= append.request.bytes;
    if (result instanceof Error) append.reject(result);
    else append.resolve(result);
  }

  function settle(reply: WriterReply): void {
    for (let at = 0; at < reply.length; at += 4) {
      const [number, kind, value, position] = reply.slice(at, at + 4) as [number, number, number | Failure, number];
      head.rise(position);
      const append = open.take(number);
      if (append === undefined) continue;
      if (kind === outcomeKind.failed) end(append, errorOf(value as Failure));
      else if (kind === outcomeKind.conflict) end(append, conflict(append, value as number));
      else end(append, { revision: BigInt(value as number), position: BigInt(position) });
    }
  }

  function send(): void {
    if (!thread?.isOpen()) return;
    const appends = unsent.filter(({ request }) => open.has(request.number));
    unsent = [];
    if (appends.length > 0) thread.post(appends.map(({ request }) => request));
    for (const append of appends) append.sent = true;
  }

  let thread: KeptThread<WriterMessage> | undefined;
  thread = await keepThread<WriterMessage, WriterReply>({
    module: new URL('./event-store-thread.ts', import.meta.url),
    name: 'event-store',
    workerData: options.workerData,
    reopenDelayMs: options.reopenDelayMs,
    onOpen(last) {
      head.rise(last);
      send();
    },
    onReply: settle,
    onDeath(cause) {
      for (const [number, append] of open.all()) {
        if (append.sent) end(open.take(number)!, cut(append, cause));
      }
    },
    onLost(cause) {
      closed = cause;
      for (const append of open.takeAll()) end(append, cause);
    },
  });

  return {
    append(stream: StreamName, expected: ExpectedRevision, request: AppendRequest): Promise<Appended> {
      if (closed !== undefined) return Promise.reject(closed);
      if (open.size >= options.inFlightMax || bytes + request.bytes > options.inFlightBytesMax) {
        return Promise.reject(tooMany(stream, open.size, bytes));
      }
      const { promise, resolve, reject } = Promise.withResolvers<Appended>();
      bytes += request.bytes;
      const append = { stream, expected, request, sent: false, resolve, reject };
      request.number = open.add(append);
      unsent.push(append);
      // The rest once every promise of this turn has run: the more that cross together, the fewer hops and syncs.
      if (unsent.length >= crossingLength) send();
      else if (unsent.length === 1) process.nextTick(send);
      return promise;
    },
    /** Finishes what was asked for, within the deadline, and refuses all that comes later. */
    async close(): Promise<void> {
      closed ??= closedError();
      await open.none();
      await thread.close('close', options.deadlineMs);
    },
  };
}

export const closedError = () =>
  new StoreUnavailable('the event log is closed', { hint: 'The program is stopping: try again once it runs.' });

function conflict({ stream, expected }: OpenAppend, actual: number): RevisionConflict {
  return new RevisionConflict(stream, expected, actual === -1 ? 'no_stream' : BigInt(actual));
}

function cut({ stream }: OpenAppend, cause: Error): OutcomeUnknown {
  return new OutcomeUnknown(`an append to ${stream} was cut: the thread that writes the log died`, {
    hint: 'Append the same again: if it is there already, nothing is written twice.',
    cause,
  });
}

function tooLate({ stream, sent }: OpenAppend, deadlineMs: number): Error {
  const message = `an append to ${stream} had no answer within ${deadlineMs} ms`;
  if (sent) return new OutcomeUnknown(message, { hint: 'The disk is slow or hangs: append the same again.' });
  return new StoreUnavailable(message, { hint: 'The log cannot be opened: look at the disk and its free space.' });
}

function tooMany(stream: StreamName, count: number, bytes: number): StoreUnavailable {
  return new StoreUnavailable(`no room for an append to ${stream}: ${count} (${bytes} bytes) wait to be written`, {
    hint: 'The disk is slower than the work: wait a moment, then append the same.',
  });
}
