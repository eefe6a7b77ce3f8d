import type { BotCommand, Chat } from './shapes.ts';

/** A person who can speak in the sandbox. `role` is only shown. */
export interface Person {
  id: number;
  firstName: string;
  username?: string;
  role?: string;
}

export interface Topic {
  id: number;
  name: string;
  iconColor: number;
}

/** A chat and who is in it. `bot` says whether the bot may speak there. */
export interface ChatRecord {
  chat: Chat;
  members: readonly number[];
  administrators: readonly number[];
  topics: readonly Topic[];
  /** `blocked`: the person of a private chat has blocked the bot. `unopened`: has never written to it. */
  bot: 'member' | 'kicked' | 'left' | 'blocked' | 'unopened';
  migratedTo?: number;
}

/** A file the sandbox keeps; its bytes are in the blob store under `uniqueId`. */
export interface StoredFile {
  fileId: string;
  uniqueId: string;
  kind: 'photo' | 'document';
  name: string;
  mimeType: string;
  bytes: number;
  path: string;
  width?: number;
  height?: number;
}

/** A pressed button. */
export interface PressedButton {
  id: string;
  userId: number;
  chatId: number;
  messageId: number;
  data: string;
  /** Epoch milliseconds. */
  at: number;
}

/** A list of commands under one scope and language. */
export interface CommandList {
  key: string;
  scope: { type: string; chat_id?: number; user_id?: number };
  languageCode: string;
  commands: BotCommand[];
}

/** One call of the Bot API, as the transcript keeps it. */
export interface ApiCall {
  number: number;
  /** ISO 8601, UTC: when the call was complete on the wire. */
  at: string;
  durationMs: number;
  method: string;
  params: Record<string, unknown>;
  chatId?: number;
  ok: boolean;
  result?: unknown;
  errorCode?: number;
  description?: string;
  retryAfter?: number;
  /** The kind of the ordered fault that met this call. */
  fault?: string;
  /** False when the connection was destroyed instead of answered. */
  answered: boolean;
}
