import { byId, element } from './dom.js';
import { look } from './server.js';
import { on, store } from './store.js';

/** The list of commands over the message box: filtered by what is typed after the slash. */
export class CommandMenu {
  #all = [];
  #shown = [];
  #at = 0;
  #list = byId('commands');
  #box;
  #onPick;

  /** @param {HTMLTextAreaElement} box @param {(command: string) => void} onPick */
  constructor(box, onPick) {
    this.#box = box;
    this.#onPick = onPick;
    on(['choice', 'loaded', 'commands', 'chats'], () => void this.#load());
  }

  get isOpen() {
    return !this.#list.hidden;
  }

  /** Whether there is nothing left to choose, so that Enter sends: the command is written out, or no known one. */
  get isComplete() {
    return this.#shown.length === 0 || this.#shown[this.#at]?.command === this.#box.value.slice(1).trim().toLowerCase();
  }

  /** Opens, filters or closes for what stands in the box. */
  follow() {
    const typed = /^\/([\w]*)$/.exec(this.#box.value)?.[1]?.toLowerCase();
    if (typed === undefined) return this.close();
    const starts = this.#all.filter(({ command }) => command.startsWith(typed));
    const contains = this.#all.filter(({ command }) => !command.startsWith(typed) && command.includes(typed));
    this.#shown = [...starts, ...contains];
    this.#at = 0;
    this.#draw();
  }

  move(step) {
    if (this.#shown.length === 0) return;
    this.#at = (this.#at + step + this.#shown.length) % this.#shown.length;
    this.#draw();
  }

  pick() {
    const chosen = this.#shown[this.#at];
    this.close();
    if (chosen !== undefined) this.#onPick(`/${chosen.command}`);
  }

  close() {
    this.#list.hidden = true;
    this.#box.removeAttribute('aria-activedescendant');
  }

  async #load() {
    const { personId, chatId } = store;
    if (store.chat === undefined) return;
    const { commands } = await look(`commands?userId=${personId}&chatId=${chatId}`).catch(() => ({ commands: [] }));
    if (store.personId !== personId || store.chatId !== chatId) return;
    this.#all = commands;
    if (this.isOpen) this.follow();
  }

  #draw() {
    this.#list.hidden = false;
    this.#list.replaceChildren(
      ...(this.#shown.length === 0 ? [this.#emptyNote()] : this.#shown.map((each, index) => this.#option(each, index))),
    );
    const chosen = this.#list.children[this.#at];
    if (this.#shown.length > 0) this.#box.setAttribute('aria-activedescendant', chosen.id);
    else this.#box.removeAttribute('aria-activedescendant');
    chosen.scrollIntoView({ block: 'nearest' });
  }

  #option({ command, description }, index) {
    const pick = event => {
      event.preventDefault();
      this.#at = index;
      this.pick();
    };
    return element(
      'div',
      {
        class: 'command',
        role: 'option',
        id: `command-${index}`,
        'aria-selected': String(index === this.#at),
        onmousedown: pick,
      },
      element('b', { text: `/${command}` }),
      element('span', { text: description }),
    );
  }

  #emptyNote() {
    const text = this.#all.length === 0 ? 'The bot offers you no commands here.' : 'No such command.';
    return element('p', { text });
  }
}
