import { z } from 'zod';
import type { MessageOf } from '../message.ts';

/** The orders of an outbox. All come from its own effect, which calls Telegram between them. */

const delivery = {
  replyId: z.string().min(1).max(170),
  revision: z.string().regex(/^\d+$/),
  part: z.int().min(0),
};

export const outboxCommands = {
  /** Before the call. */
  BeginDelivery: z.object({ ...delivery, parts: z.int().min(1), action: z.enum(['send', 'edit', 'acknowledge']) }),
  /** After it, when it went well. */
  RecordDelivered: z.object({
    messageId: z.int().optional(),
    revised: z.string().min(1).max(170).optional(),
    durationMs: z.int().min(0),
  }),
  /** After it, when it did not; `chance` (0 to 1) spreads the retries. */
  RecordFailure: z.object({
    kind: z.enum(['throttled', 'not_sent', 'unknown', 'unreachable', 'migrated', 'rejected', 'auth', 'conflict']),
    cause: z.string().max(300),
    retryAfterMs: z.int().min(0).optional(),
    toChatId: z.int().optional(),
    chance: z.number().min(0).max(1),
  }),
  /** A later edit of the same message waits, so this one need not be shown. */
  Supersede: z.object({ ...delivery, by: z.string() }),
  /** The message to be changed is not known (any more), and a new one is not wanted. */
  LetGo: z.object(delivery),
};

export type OutboxCommand = MessageOf<typeof outboxCommands>;
