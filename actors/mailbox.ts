import { Refusal } from '../domain/refusal.ts';

/**
 * What waits for one actor: first come, first served, one at a time, and at most `max` of it.
 */
export interface Mailbox {
  /**
   * Runs `work` after all that came before it.
   * @throws {Refusal} `mailbox_full` at once, when as much waits as may.
   */
  put<Result>(work: () => Promise<Result>): Promise<Result>;
  readonly waiting: number;
}

export function mailbox(max: number): Mailbox {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    get waiting() {
      return waiting;
    },
    put(work) {
      if (waiting >= max)
        return Promise.reject(new Refusal('mailbox_full', `${max} orders wait already.`, { retryAfterMs: 1000 }));
      waiting++;
      const done = last.then(work).finally(() => waiting--);
      last = done.catch(() => {});
      return done;
    },
  };
}
