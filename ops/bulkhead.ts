import { Refusal } from '../domain/refusal.ts';

export interface BulkheadLimits {
  /** At once. */
  max: number;
  /** How long one waits for its turn. */
  waitMs: number;
  /** How many may wait. */
  waitingMax: number;
}

/** Lets a bounded number of calls through at once, the others one after another in the order they came. */
export interface Bulkhead {
  /** @throws {Refusal} `bulkhead_full` when its turn does not come in time, or too many wait. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
}

export function bulkhead(name: string, { max, waitMs, waitingMax }: BulkheadLimits): Bulkhead {
  let active = 0;
  const waiting: (() => void)[] = [];

  const full = () =>
    new Refusal('bulkhead_full', `Too many ${name} at once: ${max} are under way.`, { retryAfterMs: waitMs });

  async function turn(): Promise<void> {
    if (active < max) {
      active += 1;
      return;
    }
    if (waiting.length >= waitingMax) throw full();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    waiting.push(resolve);
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(resolve), 1);
      reject(full());
    }, waitMs);
    await promise.finally(() => clearTimeout(timer));
  }

  return {
    async run(work) {
      await turn();
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) active -= 1;
        else next(); // The place goes on to the next one.
      }
    },
  };
}
