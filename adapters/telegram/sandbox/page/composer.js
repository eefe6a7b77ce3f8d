import { readAttachment } from './attachment.js';
import { CommandMenu } from './command-menu.js';
import { byId, icon, iconButton } from './dom.js';
import { quoteOf } from './message.js';
import { order } from './server.js';
import { on, store } from './store.js';

const TEXT_UNITS_MAX = 4096;

/** What was typed and not sent, by chat and topic. */
const drafts = new Map();

/** The message box: writing, replying, editing, commands, files. */
export class Composer {
  #box = /** @type {HTMLTextAreaElement} */ (byId('text'));
  #menu = new CommandMenu(this.#box, command => this.#take(`${command} `));
  /** @type {{kind: 'reply' | 'edit', message: any} | undefined} */
  #context;
  #place = '';

  start() {
    byId('composer').addEventListener('submit', event => {
      event.preventDefault();
      void this.#send();
    });
    this.#box.addEventListener('input', () => this.#onInput());
    this.#box.addEventListener('keydown', event => this.#onKey(event));
    this.#box.addEventListener('blur', () => this.#menu.close());
    byId('slash-button').addEventListener('click', () => this.#take('/'));
    byId('attach-button').addEventListener('click', () => byId('file-input').click());
    byId('file-input').addEventListener('change', event => void this.#sendFile(event.target));
    on(['choice'], () => this.#changePlace());
    on(['choice', 'loaded', 'chats'], () => this.#onChat());
    this.#onInput();
  }

  reply(message) {
    this.#setContext({ kind: 'reply', message });
  }

  edit(message) {
    this.#setContext({ kind: 'edit', message });
    this.#take(message.text);
  }

  /** Sends a text at once, as a click on a /command does. */
  async say(text) {
    await this.#post({ text });
  }

  #onKey(event) {
    if (event.isComposing) return;
    const { key, shiftKey } = event;
    if (this.#menu.isOpen && (key === 'ArrowDown' || key === 'ArrowUp')) {
      event.preventDefault();
      this.#menu.move(key === 'ArrowDown' ? 1 : -1);
    } else if (this.#menu.isOpen && (key === 'Tab' || (key === 'Enter' && !this.#menu.isComplete))) {
      event.preventDefault();
      this.#menu.pick();
    } else if (key === 'Enter' && !shiftKey) {
      event.preventDefault();
      void this.#send();
    } else if (key === 'Escape') {
      if (this.#menu.isOpen) this.#menu.close();
      else this.#setContext(undefined);
    } else if (key === 'ArrowUp' && this.#box.value === '') {
      this.#editLast(event);
    }
  }

  #editLast(event) {
    const own = store
      .shownMessages()
      .findLast(({ message }) => message.from?.id === store.personId && message.text !== undefined);
    if (own === undefined) return;
    event.preventDefault();
    this.edit(own.message);
  }

  #onInput() {
    this.#menu.follow();
    this.#box.style.height = '';
    if (this.#box.value !== '') this.#box.style.height = `${this.#box.scrollHeight}px`;
    const units = this.#box.value.length;
    const left = byId('left');
    left.hidden = units < TEXT_UNITS_MAX - 500;
    left.textContent = String(TEXT_UNITS_MAX - units);
    left.classList.toggle('is-over', units > TEXT_UNITS_MAX);
    byId('send-button').disabled = this.#box.value.trim() === '' || units > TEXT_UNITS_MAX;
  }

  #take(text) {
    this.#box.value = text;
    this.#box.focus();
    this.#box.setSelectionRange(text.length, text.length);
    this.#onInput();
  }

  async #send() {
    const text = this.#box.value.trim();
    if (text === '' || text.length > TEXT_UNITS_MAX) return;
    const context = this.#context;
    this.#take('');
    this.#setContext(undefined);
    const about =
      context === undefined ? {} : { [context.kind === 'edit' ? 'edit' : 'replyTo']: context.message.message_id };
    if (!(await this.#post({ text, ...about })) && this.#box.value === '') this.#take(text);
  }

  async #sendFile(input) {
    const attachment = await readAttachment(input);
    if (attachment === undefined) return;
    const caption = this.#box.value.trim() || undefined;
    if (await this.#post({ ...attachment.fields, caption }, attachment.path)) this.#take('');
  }

  async #post(fields, path = 'send') {
    const { chatId, personId: userId, threadId } = store;
    try {
      await order(path, { chatId, userId, threadId, ...fields });
      return true;
    } catch {
      return false;
    }
  }

  #setContext(context) {
    if (this.#context?.kind === 'edit' && context === undefined) this.#take('');
    this.#context = context;
    const bar = byId('context');
    bar.hidden = context === undefined;
    if (context === undefined) return bar.replaceChildren();
    bar.replaceChildren(
      icon(context.kind),
      quoteOf(context.message),
      iconButton('close', context.kind === 'edit' ? 'Stop editing' : 'Do not reply', () => this.#setContext(undefined)),
    );
    this.#box.focus();
  }

  #changePlace() {
    drafts.set(this.#place, this.#box.value);
    this.#place = `${store.personId}/${store.chatId}/${store.threadId ?? ''}`;
    this.#context = undefined;
    byId('context').hidden = true;
    this.#box.value = drafts.get(this.#place) ?? '';
    this.#onInput();
  }

  #onChat() {
    const name = store.chat === undefined ? '' : store.titleOf(store.chat);
    const isBlocked = store.chat?.bot === 'blocked';
    byId('composer').hidden = store.chat === undefined;
    this.#box.disabled = isBlocked;
    this.#box.placeholder = isBlocked ? 'You have blocked this bot' : `Message ${name}`;
  }
}
