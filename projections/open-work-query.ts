import { askingTable, pendingTable, repliesTable, unansweredTable, untakenTable } from './open-work.projection.ts';
import type { Snapshot } from './ports.ts';
import type { Table } from './table.ts';

/** At most so many commands in each list, oldest first; `totals` says how many there are. */
const openWorkMax = 1000;
/** All of them in practice: whoever resumes chats must not starve the ones behind a thousand that are stuck. */
const chatsMax = 10_000;

export interface OpenWork {
  /** Received, and not yet taken by their chat: to be delivered again. `revision` is the update's, in digits. */
  untaken: { commandId: string; chatStream: string; gatewayStream: string; revision: string; receivedAt: string }[];
  /** Taken and accepted, and not yet answered, refused or set aside. */
  unanswered: { commandId: string; chatStream: string; name: string; acceptedAt: string; deadlineAt: string }[];
  /** Questions put to a user and neither answered nor ended. */
  asking: { chatStream: string; dialogueId: string; name: string; askedAt: string; expiresAt: string }[];
  chatsWithPendingReplies: { chatId: number; pending: number; oldestAt: string }[];
  totals: { untaken: number; unanswered: number; asking: number; replies: number; chatsWithPendingReplies: number };
}

export function openWork(snapshot: Snapshot): OpenWork {
  const oldestFirst = { order: ['position'] as const, limit: openWorkMax };
  const untaken = snapshot.select('open-work', untakenTable, oldestFirst);
  const unanswered = snapshot.select('open-work', unansweredTable, oldestFirst);
  const asking = snapshot.select('open-work', askingTable, oldestFirst);
  const count = (table: Table) => snapshot.count('open-work', table);
  return {
    untaken: untaken.map(({ commandId, chatStream, gatewayStream, revision, receivedAt }) => {
      return { commandId, chatStream, gatewayStream, revision: String(revision), receivedAt };
    }),
    unanswered: unanswered.map(({ commandId, chatStream, name, acceptedAt, deadlineAt }) => {
      return { commandId, chatStream, name, acceptedAt, deadlineAt };
    }),
    asking: asking.map(({ chatStream, dialogueId, name, askedAt, expiresAt }) => {
      return { chatStream, dialogueId, name, askedAt, expiresAt };
    }),
    chatsWithPendingReplies: waitingChats(snapshot),
    totals: {
      untaken: count(untakenTable),
      unanswered: count(unansweredTable),
      asking: count(askingTable),
      replies: count(repliesTable),
      chatsWithPendingReplies: count(pendingTable),
    },
  };
}

function waitingChats(snapshot: Snapshot): OpenWork['chatsWithPendingReplies'] {
  const chats = snapshot.select('open-work', pendingTable, { limit: chatsMax });
  const rows = chats.map(({ chatId, pending }) => ({ chatId, pending, oldestAt: oldestReplyAt(snapshot, chatId) }));
  return rows.sort((one, other) => (one.oldestAt < other.oldestAt ? -1 : 1));
}

function oldestReplyAt(snapshot: Snapshot, chatId: number): string {
  const [oldest] = snapshot.select('open-work', repliesTable, {
    where: [['chatId', '=', chatId]],
    order: ['position'],
    limit: 1,
  });
  return oldest!.requestedAt;
}
