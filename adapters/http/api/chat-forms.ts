import { z } from 'zod';
import { at, count, digits, maybeAt, text } from './forms.ts';

export const chat = z
  .object({
    ...{ chatId: count, kind: text, title: text, openedAt: maybeAt, lastActivityAt: at },
    ...{ answered: count, refused: count, quarantined: count },
    ...{ lastErrorCode: text, lastErrorMessage: text, lastErrorAt: maybeAt },
    ...{ failedReplies: count, unreachableSince: maybeAt, movedTo: count.nullable() },
    openCommands: z.array(z.object({ commandId: z.string(), name: z.string(), acceptedAt: at, deadlineAt: at })),
    dialogues: z.array(
      z.object({
        ...{ dialogueId: z.string(), name: z.string(), asks: z.string(), userId: z.string(), expiresAt: at },
      }),
    ),
    ...{ pendingReplies: count, oldestReplyAt: maybeAt },
  })
  .meta({ id: 'Chat' });

export const openWork = {
  untaken: z.array(
    z.object({
      ...{ commandId: z.string(), chatStream: z.string(), gatewayStream: z.string(), revision: digits, receivedAt: at },
    }),
  ),
  unanswered: z.array(
    z.object({ commandId: z.string(), chatStream: z.string(), name: z.string(), acceptedAt: at, deadlineAt: at }),
  ),
  asking: z.array(
    z.object({ chatStream: z.string(), dialogueId: z.string(), name: z.string(), askedAt: at, expiresAt: at }),
  ),
  chatsWithPendingReplies: z.array(z.object({ chatId: count, pending: count, oldestAt: at })),
  totals: z.object({
    untaken: count,
    unanswered: count,
    asking: count,
    replies: count,
    chatsWithPendingReplies: count,
  }),
};

export const alert = z
  .object({
    ...{ stream: z.string(), host: z.string(), metric: z.string(), state: z.string(), value: count.nullable() },
    ...{ severity: text, raisedAt: maybeAt, clearedAt: maybeAt, raises: count, acknowledgedBy: text },
    ...{ mutedUntil: maybeAt, changedAt: at },
  })
  .meta({ id: 'Alert' });
