import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../../actors/ports.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Config } from '../config.ts';
import { openLog, type ReadableLog, requireLog } from './sources.ts';

/** What became of one message, followed in the log: it is read, and nothing else. */

const lookEveryMs = 100;

/** What the log holds of one chain. */
export interface Followed {
  /** Of the messages that were sent or changed for it. */
  messageIds: Set<number>;
  /** Nothing of it is open: its commands ended, and their replies were delivered or given up. */
  whole: boolean;
  /** Why nothing is answered, where that is so. */
  ignored?: string;
}

export interface Follower {
  /** Until all of `correlationId` is done, or `waitMs` are over. @throws {StoreError} */
  follow(correlationId: string, waitMs: number): Promise<Followed>;
  close(): Promise<void>;
}

/** Begins at what the chat's streams hold now; undefined when the log cannot be read from here. */
export async function followerOf(config: Config, chatId: number): Promise<Follower | undefined> {
  let log: ReadableLog | undefined;
  try {
    requireLog(config);
    log = await openLog(config);
    const opened = log;
    const [chat, outbox] = await Promise.all([tail(log, `chat-${chatId}`), tail(log, `outbox-${chatId}`)]);
    return {
      close: () => opened.close(),
      async follow(correlationId, waitMs) {
        const endMs = performance.now() + waitMs;
        const events: RecordedEvent[] = [];
        for (;;) {
          // The outbox is read last: what it has delivered was asked for before.
          for (const more of [chat, outbox])
            events.push(...(await more()).filter(({ metadata }) => metadata.correlationId === correlationId));
          const found = foundIn(events);
          if (found.whole || performance.now() >= endMs) return found;
          await pause(lookEveryMs);
        }
      },
    };
  } catch (error) {
    await log?.close();
    if (error instanceof StoreError || error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Each call gives what was appended to the stream since the last. */
async function tail(log: ReadableLog, stream: StreamName): Promise<() => Promise<RecordedEvent[]>> {
  let from = 0n;
  for await (const page of log.readStream(stream, { backwards: true, limit: 1 }))
    for (const { revision } of page) from = revision + 1n;
  return async () => {
    const events: RecordedEvent[] = [];
    for await (const page of log.readStream(stream, { from })) events.push(...page);
    from = (events.at(-1)?.revision ?? from - 1n) + 1n;
    return events;
  };
}

/** The fields that are looked at, in whichever of these facts they stand. */
interface Told {
  commandId: string;
  replyId: string;
  messageId?: number;
  last?: boolean;
  reason: string;
  action?: { type: string; messageId?: number };
}

/** What is appended together is read together: a command is never seen without its acceptance. */
function foundIn(events: readonly RecordedEvent[]): Followed {
  const open = new Set<string>();
  const messageIds = new Set<number>();
  let ignored: string | undefined;
  for (const { type, data } of events) {
    const { commandId, replyId, messageId, last, reason, action } = data as unknown as Told;
    if (type === 'CommandAccepted') open.add(commandId);
    if (type === 'CommandAnswered' || type === 'CommandRefused' || type === 'CommandQuarantined')
      open.delete(commandId);
    if (type === 'MessageIgnored') ignored = reason;
    if (type === 'ReplyRequested' && action?.type !== 'acknowledge') open.add(replyId);
    if (type === 'ReplyRequested' && action?.messageId !== undefined) messageIds.add(action.messageId);
    if (type === 'Delivered' && messageId !== undefined) messageIds.add(messageId);
    if (type === 'DeliveryAbandoned' || (type === 'Delivered' && last)) open.delete(replyId);
  }
  return { messageIds, whole: events.length > 0 && open.size === 0, ...(ignored === undefined ? {} : { ignored }) };
}
