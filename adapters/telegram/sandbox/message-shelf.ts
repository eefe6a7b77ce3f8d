import { keepNewest } from './bounded.ts';
import type { Message } from './shapes.ts';

/** A message with what only the sandbox knows of it. */
export interface StoredMessage {
  message: Message;
  silent: boolean;
  /** Sequence of the entry that last touched it. */
  sequence: number;
}

/** The messages of all chats, the newest of each up to a bound. Ids count per chat from 1 and are never used twice. */
export class MessageShelf {
  /** The id that the next message gets, by chat. */
  readonly nextIds = new Map<number, number>();
  readonly #chats = new Map<number, Map<number, StoredMessage>>();
  readonly #perChatMax: number;

  constructor(perChatMax: number) {
    this.#perChatMax = perChatMax;
  }

  nextId(chatId: number): number {
    return this.nextIds.get(chatId) ?? 1;
  }

  /** No later message of the chat gets this id: a topic has it, for one. */
  passOver(chatId: number, messageId: number): void {
    if (messageId >= this.nextId(chatId)) this.nextIds.set(chatId, messageId + 1);
  }

  /** Adds a message, or puts the edited one in its place. */
  keep(stored: StoredMessage): void {
    const { chat, message_id: id } = stored.message;
    let chatMessages = this.#chats.get(chat.id);
    if (chatMessages === undefined) {
      chatMessages = new Map();
      this.#chats.set(chat.id, chatMessages);
    }
    keepNewest(chatMessages, id, stored, this.#perChatMax);
    this.passOver(chat.id, id);
  }

  delete(chatId: number, messageId: number): void {
    this.#chats.get(chatId)?.delete(messageId);
  }

  get(chatId: number, messageId: number): StoredMessage | undefined {
    return this.#chats.get(chatId)?.get(messageId);
  }

  /** The newest `perChat` messages of each chat that were touched after `since`, oldest first. */
  *all(since = 0, perChat = Number.POSITIVE_INFINITY): Generator<StoredMessage> {
    for (const chatMessages of this.#chats.values()) {
      const touched = [...chatMessages.values()].filter(({ sequence }) => sequence > since);
      yield* Number.isFinite(perChat) ? touched.slice(-perChat) : touched;
    }
  }
}
