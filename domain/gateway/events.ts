import { z } from 'zod';
import { instant, type MessageOf, role } from '../message.ts';

/**
 * The facts of one bot's inbox, kept in stream `gateway-<bot>`: every update, before its offset is confirmed.
 */
const updateId = z.int().min(0);

export const gatewayEvents = {
  /** An update by someone who is known, as Telegram gave it (at most 32 KiB), and the role that counts for it. */
  UpdateReceived: z.object({
    updateId,
    chatId: z.int(),
    userId: z.int(),
    role,
    update: z.record(z.string(), z.unknown()),
    at: instant,
  }),
  /** Somebody who is not in the configuration, or in a chat that is not: silence, and this line. No text is kept. */
  StrangerTurnedAway: z.object({
    updateId,
    kind: z.string().max(60),
    chatId: z.int().optional(),
    userId: z.int().optional(),
    at: instant,
  }),
  /** Understood and not acted on: a forward, a channel post, an anonymous admin, another bot. */
  UpdateSetAside: z.object({
    updateId,
    kind: z.string().max(60),
    reason: z.string().max(120),
    chatId: z.int().optional(),
    userId: z.int().optional(),
    at: instant,
  }),
  /** Not understood: what is kept is its hash and size. */
  UpdateQuarantined: z.object({
    updateId: updateId.optional(),
    reason: z.string().max(200),
    sha256: z.string().length(64),
    bytes: z.int().min(0),
    at: instant,
  }),
  /** An update that the log already held came again; nothing else followed from it. Recorded once per update. */
  IdempotentReplay: z.object({ key: z.string().max(160), at: instant }),
  /** Polling failed. One fact per kind of trouble until it is over, not one per try. */
  PollFailed: z.object({
    kind: z.enum(['timeout', 'conflict', 'auth', 'throttled', 'server', 'network', 'store']),
    cause: z.string().max(300),
    at: instant,
  }),
  /** Another program has polled with this token for a minute: `since` when it was first seen. */
  PollConflict: z.object({ since: instant, at: instant }),
  /** Telegram has not taken the token for a minute. Nothing arrives and nothing is sent until a valid one is there. */
  TelegramAuthLost: z.object({ since: instant, at: instant }),
  PollRecovered: z.object({ kind: z.string().max(20), failures: z.int().min(1), downMs: z.int().min(0), at: instant }),
};

export type GatewayEvent = MessageOf<typeof gatewayEvents>;
