import { ReadMarks } from './read-marks.js';
import { listen, look } from './server.js';

const TYPING_MS = 5000;

/** What the page knows and what the person has chosen. Views redraw on its events: `chats`, `messages`, `choice`, … */
class Store extends EventTarget {
  bot = { id: 0, first_name: 'Bot', username: '' };
  people = new Map();
  chats = new Map();
  /** Stored messages by chat and id, in order. */
  messages = new Map();
  /** Chat id to `{action, threadId}` while the bot is at it. */
  typing = new Map();
  personId = 1001;
  chatId = undefined;
  threadId = undefined;
  isConnected = false;
  lastPollAt = undefined;
  /** What to add to this browser's clock to get the sandbox's. */
  clockOffsetMs = 0;
  #typingTimers = new Map();
  #read = new ReadMarks(0);

  get person() {
    return this.people.get(this.personId);
  }

  get chat() {
    return this.chats.get(this.chatId);
  }

  /** The chats that the chosen person is in, those with the latest message first. */
  ownChats() {
    const own = [...this.chats.values()].filter(
      ({ members, bot, migratedTo }) =>
        members.includes(this.personId) && bot !== 'unopened' && migratedTo === undefined,
    );
    const latest = ({ chat }) => this.messagesOf(chat.id).at(-1)?.message.date ?? 0;
    return own.sort((a, b) => latest(b) - latest(a));
  }

  /** The name of a chat as the chosen person sees it: a private one bears the bot's. */
  titleOf({ chat }) {
    return chat.type === 'private' ? this.bot.first_name : chat.title;
  }

  messagesOf(chatId) {
    return [...(this.messages.get(chatId)?.values() ?? [])];
  }

  /** The messages of the open chat, and of its open topic in a forum. */
  shownMessages() {
    const all = this.messagesOf(this.chatId);
    if (this.chat?.chat.is_forum !== true) return all;
    return all.filter(({ message }) => message.message_thread_id === this.threadId);
  }

  unreadIn(chatId, threadId) {
    const mark = this.#read.get(this.personId, chatId, threadId);
    return this.messagesOf(chatId).filter(
      ({ message }) =>
        message.message_id > mark && message.from?.id !== this.personId && message.message_thread_id === threadId,
    ).length;
  }

  unreadInAll({ chat, topics }) {
    return [undefined, ...topics.map(({ id }) => id)].reduce((sum, id) => sum + this.unreadIn(chat.id, id), 0);
  }

  markRead() {
    const last = this.shownMessages().at(-1)?.message.message_id;
    if (last === undefined || document.hidden) return;
    if (this.#read.set(this.personId, this.chatId, this.threadId, last)) this.#tell('chats');
  }

  choose({ personId = this.personId, chatId, threadId }) {
    Object.assign(this, { personId, chatId, threadId });
    this.#tell('choice');
  }

  /** Loads everything, then follows what happens. */
  async start() {
    const sequence = await this.#load();
    listen(sequence, {
      onNotice: notice => this.#onNotice(notice),
      onConnection: isConnected => {
        this.isConnected = isConnected;
        this.#tell('connection');
      },
    });
  }

  async #load() {
    const { sequence, bornAt, now, bot, users, chats, messages, polling } = await look('state');
    this.clockOffsetMs = now - Date.now();
    this.#read = new ReadMarks(bornAt);
    this.bot = bot;
    this.people = new Map(users.map(user => [user.id, user]));
    this.chats = new Map(chats.map(chat => [chat.chat.id, chat]));
    this.messages = new Map();
    for (const stored of messages) this.#keep(stored);
    this.lastPollAt = polling.lastPollAt ?? undefined;
    this.#tell('loaded');
    return sequence;
  }

  #onNotice(notice) {
    switch (notice.kind) {
      case 'reset':
        void this.#load();
        break;
      case 'message':
        this.#keep(notice);
        if (notice.message.from?.id === this.bot.id) this.#stopTyping(notice.message.chat.id);
        this.#tell('messages', notice);
        break;
      case 'deleted':
        this.messages.get(notice.chatId)?.delete(notice.messageId);
        this.#tell('messages', notice);
        break;
      case 'chat':
        this.chats.set(notice.chat.chat.id, notice.chat);
        this.#tell('chats', notice);
        break;
      case 'user':
        this.people.set(notice.user.id, notice.user);
        this.#tell('people', notice);
        break;
      case 'action':
        this.#startTyping(notice);
        break;
      case 'polled':
        this.lastPollAt = notice.at;
        this.#tell('connection');
        break;
      default:
        this.#tell(notice.kind, notice);
    }
  }

  #keep({ message, silent, sequence }) {
    const chatMessages = this.messages.get(message.chat.id) ?? new Map();
    this.messages.set(message.chat.id, chatMessages);
    chatMessages.set(message.message_id, { message, silent, sequence });
  }

  #startTyping({ chatId, action, threadId }) {
    clearTimeout(this.#typingTimers.get(chatId));
    this.typing.set(chatId, { action, threadId });
    this.#typingTimers.set(
      chatId,
      setTimeout(() => this.#stopTyping(chatId), TYPING_MS),
    );
    this.#tell('typing');
  }

  #stopTyping(chatId) {
    if (this.typing.delete(chatId)) this.#tell('typing');
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

export const store = new Store();

/** Calls back on each of the store's events named. */
export function on(types, callback) {
  for (const type of types) store.addEventListener(type, event => callback(event.detail, type));
}
