import { z } from 'zod';
import { agent, instant, type MessageOf } from '../message.ts';
import { refusalCode } from '../refusal.ts';
import { flagReading } from '../settings/flags.ts';
import { reply } from './reply.ts';

/**
 * The facts of one chat, kept in stream `chat-<chatId>`.
 *
 * A stored name or field never changes: a new shape is a new version here and a step in `upcast.ts`.
 */

/** The message a command came with: where an answer goes. */
export const place = z.object({
  /** A forum topic. */
  threadId: z.int().optional(),
  /** The message that is answered. */
  messageId: z.int().optional(),
  /** The answer replaces the text of this message instead of making a new one. */
  edits: z.int().optional(),
});
export type Place = z.infer<typeof place>;

const commandId = z.string().min(1).max(160);
/** A command's name in the registry, or the type of an order that is not in it. */
const name = z.string().min(1).max(60);
const args = z.record(z.string(), z.unknown());

/** A way to answer a dialogue's question by a button. */
export const choice = z.object({ label: z.string().min(1).max(40), value: z.string().max(200) });
export type Choice = z.infer<typeof choice>;

export const chatEvents = {
  /** The first thing a chat holds. */
  ChatOpened: z.object({
    chatId: z.int(),
    kind: z.enum(['private', 'group', 'supergroup']),
    title: z.string().max(255).optional(),
    at: instant,
  }),
  /** A command was understood and allowed: from here on it ends in `CommandAnswered` or `CommandRefused`. */
  CommandAccepted: z.object({ commandId, name, args, by: agent, place, at: instant, deadlineAt: instant }),
  CommandAnswered: z.object({
    commandId,
    name,
    at: instant,
    durationMs: z.int().min(0),
    /** The feature flags that were read for it. */
    flags: z.array(flagReading).max(10).optional(),
  }),
  /** The answer was no: `code` of the catalogue. The end of the command. */
  CommandRefused: z.object({
    commandId,
    name,
    by: agent,
    code: refusalCode,
    message: z.string().max(600),
    hint: z.string().max(600),
    retryAfterMs: z.int().min(0).optional(),
    /** False where silence is the answer: the rest of a flood, after its first refusal. */
    told: z.boolean(),
    at: instant,
  }),
  /** A command that failed twice on the same fault of the program: set aside with its cause. */
  CommandQuarantined: z.object({ commandId, name, cause: z.string().max(600), at: instant }),
  /** A message that asks for nothing: small talk in a group, another bot's command, an empty press. */
  MessageIgnored: z.object({ commandId, reason: z.string().max(120), at: instant }),
  /** A command lacks something: the chat asks its user for it. One dialogue at a time per user. */
  DialogueAsked: z.object({
    dialogueId: z.string().min(1).max(16),
    commandId,
    name,
    /** What is known so far. */
    args,
    /** The argument asked for. */
    asks: z.string().max(60),
    choices: z.array(choice).max(48),
    by: agent,
    place,
    at: instant,
    expiresAt: instant,
  }),
  DialogueAnswered: z.object({
    dialogueId: z.string(),
    commandId,
    argument: z.string(),
    value: z.string(),
    at: instant,
  }),
  DialogueEnded: z.object({
    dialogueId: z.string(),
    reason: z.enum(['complete', 'reset', 'expired', 'replaced', 'canceled']),
    at: instant,
  }),
  /** The chat's dialogue and open questions were let go, by a person or by recovery; nothing else ever does. */
  ChatReset: z.object({ reason: z.string().max(300), by: agent, at: instant }),
  ChatMigrated: z.object({ toChatId: z.int(), at: instant }),
  /**
   * Something to be shown. The outbox of the chat delivers these in order.
   * `send` makes a message; `edit` changes message `messageId`; `revise` changes the message that an earlier reply
   * became; `acknowledge` answers a pressed button.
   */
  ReplyRequested: z.object({
    replyId: z.string().min(1).max(170),
    commandId,
    action: z.discriminatedUnion('type', [
      z.object({
        type: z.literal('send'),
        place,
        silent: z.boolean().default(false),
        /** Also in a private chat the message at `place` is quoted; in a group it always is. */
        quote: z.boolean().optional(),
      }),
      /** An edit that is still waiting is replaced by a later edit of the same message. */
      z.object({ type: z.literal('edit'), messageId: z.int() }),
      /** As an edit. Where the outbox does not know the message (any more), `orElse` says what is done instead. */
      z.object({
        type: z.literal('revise'),
        /** Id of the earlier reply. */
        of: z.string().min(1).max(170),
        orElse: z.enum(['send', 'drop']),
        /** Where the new message goes, if it comes to that. */
        place,
        silent: z.boolean().default(false),
      }),
      z.object({ type: z.literal('acknowledge'), callbackId: z.string().max(64) }),
    ]),
    /** Absent for a plain acknowledgement. */
    reply: reply.optional(),
    at: instant,
  }),
};

export type ChatEvent = MessageOf<typeof chatEvents>;
