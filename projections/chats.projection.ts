import { keyOf } from '../domain/ids.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Projection } from './projection.ts';
import { keyed, type RowOf } from './table.ts';

/** What each chat has been doing: one row a chat. What it has open stands in `open-work`. */

export const chatsTable = keyed(
  'chats',
  {
    chatId: 'integer',
    kind: 'text?',
    title: 'text?',
    openedAt: 'text?',
    lastActivityAt: 'text',
    answered: 'integer',
    refused: 'integer',
    quarantined: 'integer',
    lastErrorCode: 'text?',
    lastErrorMessage: 'text?',
    lastErrorAt: 'text?',
    /** Replies that were given up, edits that became needless left out. */
    failedReplies: 'integer',
    unreachableSince: 'text?',
    movedTo: 'integer?',
  },
  { key: ['chatId'], indexes: [['lastActivityAt']] },
);

export type ChatRow = RowOf<typeof chatsTable.columns>;

const changes: Record<string, (chat: ChatRow, data: Fact['data'], at: string) => Partial<ChatRow>> = {
  ChatOpened: (_, data, at) => ({
    kind: data.kind as string,
    title: (data.title as string | undefined) ?? null,
    openedAt: at,
  }),
  CommandAccepted: () => ({}),
  CommandAnswered: ({ answered }) => ({ answered: answered + 1 }),
  CommandRefused: ({ refused }, data, at) => ({ refused: refused + 1, ...lastError(data.code, data.message, at) }),
  CommandQuarantined: ({ quarantined }, data, at) => ({
    quarantined: quarantined + 1,
    ...lastError('internal_error', data.cause, at),
  }),
  MessageIgnored: () => ({}),
  DialogueAsked: () => ({}),
  DialogueEnded: () => ({}),
  ChatReset: () => ({}),
  ChatMigrated: (_, data) => ({ movedTo: data.toChatId as number }),
  UpdateReceived: () => ({ unreachableSince: null }),
  Delivered: () => ({ unreachableSince: null }),
  DeliveryAbandoned: ({ failedReplies }, data, at) =>
    data.code === 'superseded' || data.code === 'gone'
      ? {}
      : { failedReplies: failedReplies + 1, ...lastError(data.code, data.cause, at) },
  ChatUnreachable: ({ unreachableSince }, data, at) => ({
    unreachableSince: unreachableSince ?? at,
    ...lastError('unreachable', data.cause, at),
  }),
};

export const chatsProjection: Projection = {
  name: 'chats',
  version: 1,
  tables: [chatsTable],
  handles: Object.keys(changes),
  apply(rows, event) {
    const { type, data, recordedAt: at } = event;
    const chatId = type === 'UpdateReceived' ? (data.chatId as number) : Number(keyOf(event.stream));
    const chat = rows.get(chatsTable, chatId) ?? { ...newChat, chatId };
    rows.put(chatsTable, { ...chat, lastActivityAt: at, ...changes[type]!(chat, data, at) });
  },
};

function lastError(code: unknown, message: unknown, at: string): Partial<ChatRow> {
  return { lastErrorCode: String(code), lastErrorMessage: String(message).slice(0, 300), lastErrorAt: at };
}

const newChat: Omit<ChatRow, 'chatId'> = {
  kind: null,
  title: null,
  openedAt: null,
  lastActivityAt: '',
  answered: 0,
  refused: 0,
  quarantined: 0,
  lastErrorCode: null,
  lastErrorMessage: null,
  lastErrorAt: null,
  failedReplies: 0,
  unreachableSince: null,
  movedTo: null,
};
