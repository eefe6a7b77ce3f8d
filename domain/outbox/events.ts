import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';

/**
 * The facts of delivering one chat's replies, in order, kept in stream `outbox-<chatId>`.
 *
 * `revision` is that of the `ReplyRequested` in `chat-<chatId>`, as decimal digits: the outbox is a reader
 * of that stream, and this is how far it has come.
 */
const replyId = z.string().min(1).max(170);
const delivery = {
  replyId,
  revision: z.string().regex(/^\d+$/),
  /** A long reply goes in parts, from 0. */
  part: z.int().min(0),
};

export const outboxEvents = {
  /** Recorded before the call, so that a crash after it is known to have an unknown outcome. */
  DeliveryAttempted: z.object({
    ...delivery,
    parts: z.int().min(1),
    attempt: z.int().min(1),
    action: z.enum(['send', 'edit', 'acknowledge']),
    at: instant,
  }),
  Delivered: z.object({
    ...delivery,
    last: z.boolean(),
    messageId: z.int().optional(),
    /** Id of the earlier reply whose message this one changed, or took the place of. */
    revised: replyId.optional(),
    at: instant,
    durationMs: z.int().min(0),
  }),
  /** Certainly not delivered; again at `retryAt`. */
  DeliveryDelayed: z.object({
    ...delivery,
    attempt: z.int().min(1),
    /**
     * `edit_rejected`: the message to change is gone, so it is sent as a new one. `rejected`: Telegram does not take
     * the message, so a plain word about it goes instead.
     */
    code: z.enum(['throttled', 'not_sent', 'auth', 'edit_rejected', 'rejected']),
    cause: z.string().max(300),
    retryAt: instant,
    at: instant,
  }),
  /** It may have been delivered. `next` says what follows: once more, marked as a repeat, or nothing. */
  DeliveryOutcomeUnknown: z.object({
    ...delivery,
    attempt: z.int().min(1),
    cause: z.string().max(300),
    next: z.enum(['repeat', 'drop']),
    at: instant,
  }),
  /** The end of a reply that will not arrive. `gone`: the message it was to change is not there any more. */
  DeliveryAbandoned: z.object({
    ...delivery,
    code: z.enum(['unreachable', 'rejected', 'gave_up', 'outcome_unknown', 'superseded', 'gone']),
    cause: z.string().max(300),
    at: instant,
  }),
  /** The chat is gone or has blocked the bot: nothing is tried until it writes again. */
  ChatUnreachable: z.object({ cause: z.string().max(300), at: instant }),
  /** The group became a supergroup: from here on replies go there. */
  DestinationMoved: z.object({ toChatId: z.int(), at: instant }),
};

export type OutboxEvent = MessageOf<typeof outboxEvents>;
