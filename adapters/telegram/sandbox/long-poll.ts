import { conflict } from './bot-api/bot-error.ts';
import type { LoggedUpdate, UpdateLog } from './update-log.ts';

interface Waiting {
  limit: number;
  answer(updates: unknown[]): void;
  refuse(error: Error): void;
}

/** How a getUpdates asks; `timeoutMs` 0 answers at once. */
export interface Poll {
  offset: number;
  limit: number;
  timeoutMs: number;
  /** Aborts when the client has hung up: nothing is then taken from the queue. */
  signal: AbortSignal;
}

/** The waiting end of getUpdates. One may wait at a time; a second ends the first with 409. */
export class LongPoll {
  #waiting: Waiting | undefined;
  /** Updates to be given again whatever the offset says. */
  #again: LoggedUpdate[] = [];
  readonly #updates: UpdateLog;
  readonly #confirm: (below: number) => void;

  /** `confirm` puts it on record that the bot has confirmed all updates before `below`. */
  constructor(updates: UpdateLog, confirm: (below: number) => void) {
    this.#updates = updates;
    this.#confirm = confirm;
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** @throws {BotError} 409 when another poll comes while this one waits. */
  async take({ offset, limit, timeoutMs, signal }: Poll): Promise<unknown[]> {
    this.#terminateWaiting();
    const below = this.#updates.confirmedBy(offset);
    if (below !== undefined) this.#confirm(below);
    const ready = this.#ready(limit);
    if (ready.length > 0 || timeoutMs === 0) return ready;
    return await this.#wait(limit, timeoutMs, signal);
  }

  /** Answers a waiting poll at once when there is something to give. */
  wake(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const ready = this.#ready(waiting.limit);
    if (ready.length > 0) waiting.answer(ready);
  }

  /** Gives updates once more, out of turn. */
  giveAgain(updates: readonly LoggedUpdate[]): void {
    this.#again.push(...updates);
    this.wake();
  }

  close(): void {
    this.#waiting?.answer([]);
  }

  #ready(limit: number): unknown[] {
    const again = this.#again.splice(0, limit);
    const pending = this.#updates.pending.slice(0, limit - again.length);
    return [...again, ...pending].map(({ update }) => update);
  }

  #terminateWaiting(): void {
    this.#waiting?.refuse(
      conflict('terminated by other getUpdates request; make sure that only one bot instance is running'),
    );
  }

  #wait(limit: number, timeoutMs: number, signal: AbortSignal): Promise<unknown[]> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown[]>();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', hungUp);
      if (this.#waiting === waiting) this.#waiting = undefined;
    };
    const hungUp = () => waiting.answer([]);
    const waiting: Waiting = {
      limit,
      answer(updates) {
        end();
        resolve(updates);
      },
      refuse(error) {
        end();
        reject(error);
      },
    };
    const timer = setTimeout(hungUp, timeoutMs);
    this.#waiting = waiting;
    if (signal.aborted) hungUp();
    else signal.addEventListener('abort', hungUp);
    return promise;
  }
}
