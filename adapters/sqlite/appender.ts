import type { Appended, ExpectedRevision } from '../../actors/ports.ts';
import type { StreamName } from '../../domain/ids.ts';
import { closedError, conflict, cut, type SentAppend, tooLate, tooMany } from './append-errors.ts';
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

interface OpenAppend extends SentAppend {
  request: AppendRequest;
  resolve(appended: Appended): void;
  reject(error: Error): void;
}

/** So many cross without waiting for the rest of the turn: the thread writes them while the rest is made ready. */
const crossingLength = 16;

/**
 * The calling side of the writing thread. Appends of one turn cross in a few messages; each ends within the deadline.
 * While the thread is down they wait here; what had been sent to it is `OutcomeUnknown`. `head` hears of all written.
 */
export async function openAppender(options: AppenderOptions, head: LogHead) {
  const open = openRequests<OpenAppend>(options.deadlineMs, giveUp);
  const unsent = new Set<OpenAppend>();
  /** Given up on here, but still before the thread: they take room until it answers. */
  const late = new Map<number, number>();
  let bytes = 0;
  let closed: Error | undefined;

  function end(append: OpenAppend, result: Appended | Error): void {
    bytes -= append.request.bytes;
    unsent.delete(append);
    if (result instanceof Error) append.reject(result);
    else append.resolve(result);
  }

  function giveUp(append: OpenAppend): void {
    const { request, sent } = append;
    if (sent) {
      late.set(request.number, request.bytes);
      bytes += request.bytes;
    }
    end(append, tooLate(append, options.deadlineMs));
  }

  function forget(number: number): void {
    bytes -= late.get(number) ?? 0;
    late.delete(number);
  }

  function settle(reply: WriterReply): void {
    for (let at = 0; at < reply.length; at += 4) {
      const [number, kind, value, position] = reply.slice(at, at + 4) as [number, number, number | Failure, number];
      head.rise(position);
      const append = open.take(number);
      if (append === undefined) forget(number);
      else if (kind === outcomeKind.failed) end(append, errorOf(value as Failure));
      else if (kind === outcomeKind.conflict) end(append, conflict(append, value as number));
      else end(append, { revision: BigInt(value as number), position: BigInt(position) });
    }
  }

  function send(): void {
    if (!thread?.isOpen()) return;
    if (unsent.size > 0) thread.post(Array.from(unsent, ({ request }) => request));
    for (const append of unsent) append.sent = true;
    unsent.clear();
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
      for (const number of late.keys()) forget(number);
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
      if (open.size + late.size >= options.inFlightMax || bytes + request.bytes > options.inFlightBytesMax) {
        return Promise.reject(tooMany(stream, open.size + late.size, bytes));
      }
      const { promise, resolve, reject } = Promise.withResolvers<Appended>();
      bytes += request.bytes;
      const append = { stream, expected, request, sent: false, resolve, reject };
      request.number = open.add(append);
      unsent.add(append);
      // The rest once all that has arrived is handled: the more that cross together, the fewer hops and syncs.
      if (unsent.size >= crossingLength) send();
      else if (unsent.size === 1) setImmediate(send);
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
