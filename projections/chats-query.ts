import { type ChatRow, chatsTable } from './chats.projection.ts';
import { askingTable, pendingTable, repliesTable, unansweredTable } from './open-work.projection.ts';
import type { Snapshot } from './ports.ts';

const chatsMax = 200;

export interface ChatSummary extends ChatRow {
  openCommands: { commandId: string; name: string; acceptedAt: string; deadlineAt: string }[];
  dialogues: { dialogueId: string; name: string; asks: string; userId: string; expiresAt: string }[];
  pendingReplies: number;
  oldestReplyAt: string | null;
}

export function chatSummaries(snapshot: Snapshot, { chatId }: { chatId?: number }): { chats: ChatSummary[] } {
  const rows = snapshot.select('chats', chatsTable, {
    where: chatId === undefined ? [] : [['chatId', '=', chatId]],
    order: ['lastActivityAt'],
    limit: 10_000,
  });
  return {
    chats: rows
      .reverse()
      .slice(0, chatsMax)
      .map(row => summary(snapshot, row)),
  };
}

function summary(snapshot: Snapshot, row: ChatRow): ChatSummary {
  const { chatId } = row;
  const mine = { where: [['chatId', '=', chatId]], limit: 50 } as const;
  const ofStream = { where: [['chatStream', '=', `chat-${chatId}`]], order: ['position'], limit: 50 } as const;
  const [oldest] = snapshot.select('open-work', repliesTable, { ...mine, order: ['position'], limit: 1 });
  return {
    ...row,
    openCommands: snapshot
      .select('open-work', unansweredTable, ofStream)
      .map(({ commandId, name, acceptedAt, deadlineAt }) => ({ commandId, name, acceptedAt, deadlineAt })),
    dialogues: snapshot
      .select('open-work', askingTable, ofStream)
      .map(({ dialogueId, name, asks, userId, expiresAt }) => ({ dialogueId, name, asks, userId, expiresAt })),
    pendingReplies: snapshot.select('open-work', pendingTable, mine)[0]?.pending ?? 0,
    oldestReplyAt: oldest?.requestedAt ?? null,
  };
}
