import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';
import { refusalCode } from '../refusal.ts';
import { flagReading } from '../settings/flags.ts';
import { place } from './events.ts';
import { reply } from './reply.ts';

/** The orders a chat takes. The first four come from Telegram, the next three from the chat's own effects, the last from other streams'. */

const fromTelegram = {
  chatId: z.int(),
  kind: z.enum(['private', 'group', 'supergroup']),
  title: z.string().max(255).optional(),
  threadId: z.int().optional(),
  /** When Telegram made it; an order that waited too long is told so instead of being carried out. */
  sentAt: instant,
};

export const chatCommands = {
  ReceiveText: z.object({
    ...fromTelegram,
    messageId: z.int(),
    /** Telegram's limit is 4096; a longer one is refused, not cut. */
    text: z.string().max(16_384),
    edited: z.boolean(),
  }),
  /** A photo, a voice message, a sticker: recorded, and answered that text is wanted. */
  ReceiveOther: z.object({ ...fromTelegram, messageId: z.int(), what: z.string().max(40) }),
  PressButton: z.object({
    ...fromTelegram,
    callbackId: z.string().min(1).max(64),
    /** The message that holds the button; none for a very old one. */
    messageId: z.int().optional(),
    data: z.string().max(256),
  }),
  MoveChat: z.object({ ...fromTelegram, toChatId: z.int() }),
  /** `flags`: those that were read for it; a decision looks nothing up. */
  GiveAnswer: z.object({ commandId: z.string(), reply, flags: z.array(flagReading).max(10).default([]) }),
  RefuseAnswer: z.object({
    commandId: z.string(),
    code: refusalCode,
    message: z.string().max(600),
    hint: z.string().max(600),
    retryAfterMs: z.int().min(0).optional(),
  }),
  ExpireDialogue: z.object({ dialogueId: z.string() }),
  /** Shows what nobody asked for just now: how a job goes on, an alert. The program alone orders it. */
  TellChat: z.object({
    place: place.omit({ edits: true }).default({}),
    reply,
    /** An earlier reply's id: its message is changed instead, and where that is not known, `orElse` holds. */
    revises: z.string().min(1).max(170).optional(),
    orElse: z.enum(['send', 'drop']).default('send'),
    /** Arrives without a sound. */
    silent: z.boolean().default(false),
    /** Quotes the message at `place` in a private chat too. */
    quote: z.boolean().default(false),
  }),
};

export type ChatCommand = MessageOf<typeof chatCommands>;
export type ChatOrder<Type extends ChatCommand['type']> = Extract<ChatCommand, { type: Type }>;
