const PREFIX = 'sandbox-read-';

/** Up to which message each person has read each chat and topic of one sandbox; kept in this browser. */
export class ReadMarks {
  #key;
  #marks;

  /** @param {number} bornAt Tells one sandbox from the next at the same address: marks of others are dropped. */
  constructor(bornAt) {
    this.#key = `${PREFIX}${bornAt}`;
    this.#marks = JSON.parse(localStorage.getItem(this.#key) ?? '{}');
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(PREFIX) && key !== this.#key) localStorage.removeItem(key);
    }
  }

  /** The id of the last message read, or 0. */
  get(personId, chatId, threadId) {
    return this.#marks[markOf(personId, chatId, threadId)] ?? 0;
  }

  /** Returns whether the mark moved; it never moves back. */
  set(personId, chatId, threadId, messageId) {
    if (this.get(personId, chatId, threadId) >= messageId) return false;
    this.#marks[markOf(personId, chatId, threadId)] = messageId;
    localStorage.setItem(this.#key, JSON.stringify(this.#marks));
    return true;
  }
}

const markOf = (personId, chatId, threadId) => `${personId}/${chatId}/${threadId ?? ''}`;
