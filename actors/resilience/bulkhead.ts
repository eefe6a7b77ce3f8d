import { Refusal } from '../../domain/refusal.ts';
import type { Timers } from '../ports.ts';

export interface BulkheadPolicy {
  /** Calls at once. */
  max: number;
  /** How long one waits for its turn. */
  waitMs: number;
  /** How many may wait. */
  waitingMax: number;
}

export interface BulkheadView {
  active: number;
  waiting: number;
  max: number;
  /** Since the start. */
  rejected: number;
}

/** Lets a bounded number of calls through at once, the others one after another in the order they came. */
export interface Bulkhead {
  /**
   * Resolves to the way to give the place back, which may be called once or more.
   * @throws {Refusal} `bulkhead_full`: its turn did not come in time, too many wait, or the signal fired.
   */
  turn(signal?: AbortSignal): Promise<() => void>;
  /** A call in a place of its own. @throws as `turn`, and what the call throws. */
  run<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  view(): BulkheadView;
}

/** `rejected` is told of each call that did not get its turn. */
export function bulkhead(
  name: string,
  { max, waitMs, waitingMax }: BulkheadPolicy,
  { timers, rejected = () => {} }: { timers: Timers; rejected?: (view: BulkheadView) => void },
): Bulkhead {
  const waiting = new Set<() => void>();
  let active = 0;
  let rejections = 0;
  const view = (): BulkheadView => ({ active, waiting: waiting.size, max, rejected: rejections });

  return {
    turn,
    async run(work, signal) {
      const leave = await turn(signal);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    view,
  };

  async function turn(signal?: AbortSignal): Promise<() => void> {
    if (active < max) active += 1;
    else if (waiting.size >= waitingMax) throw full();
    else await queued(signal);
    let left = false;
    return () => {
      if (!left) release();
      left = true;
    };
  }

  /** Each waiter has a timer of its own: it is told no in time, also when nobody leaves. */
  function queued(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => () => {
        waiting.delete(go);
        callOff();
        signal?.removeEventListener('abort', giveUp);
        settle();
      };
      const go = end(resolve);
      const giveUp = end(() => reject(full()));
      const callOff = timers.after(waitMs, giveUp);
      waiting.add(go);
      if (signal?.aborted) giveUp();
      else signal?.addEventListener('abort', giveUp, { once: true });
    });
  }

  /** The place goes on to whoever waits longest. */
  function release(): void {
    const [next] = waiting;
    if (next === undefined) active -= 1;
    else next();
  }

  function full(): Refusal {
    rejections += 1;
    rejected(view());
    return new Refusal('bulkhead_full', `Too many ${name} at once: ${max} are under way.`, { retryAfterMs: waitMs });
  }
}
