import { setTimeout as delay } from 'node:timers/promises';
import { ChartError } from '../../actors/answers/chart-ports.ts';

export interface TurnsOptions {
  slots: number;
  waitingMax: number;
  slotWaitMs: number;
  monotonicMs(): number;
}

/** Who draws, who waits: slots are given in the order in which they were asked for. */
export interface Turns {
  /**
   * Resolves with a slot, which `giveBack` frees. A wait that `signal` ends rejects with its reason.
   * @throws {ChartError} GRAPH_QUEUE_FULL at once, GRAPH_SLOT_TIMEOUT after `slotWaitMs`
   */
  take(signal: AbortSignal): Promise<Turn>;
  status(): { busySlots: number; waiting: number; oldestWaitMs: number };
}

export interface Turn {
  slot: number;
  waitMs: number;
  giveBack(): void;
}

interface Waiting {
  since: number;
  go(slot: number): void;
}

/** What a drawing is taken to last until one was drawn. */
const usualMs = 200;

export function turns({ slots, waitingMax, slotWaitMs, monotonicMs }: TurnsOptions): Turns {
  const free = Array.from({ length: slots }, (_, slot) => slot);
  const waiting: Waiting[] = [];
  let meanMs = usualMs;

  function turnOf(slot: number, waitMs: number): Turn {
    const began = monotonicMs();
    let isBack = false;
    return {
      slot,
      waitMs,
      giveBack() {
        if (isBack) return;
        isBack = true;
        meanMs += (monotonicMs() - began - meanMs) / 8;
        const next = waiting.shift();
        if (next === undefined) free.push(slot);
        else next.go(slot);
      },
    };
  }

  async function wait(signal: AbortSignal): Promise<Turn> {
    const since = monotonicMs();
    const given = Promise.withResolvers<number>();
    const mine: Waiting = { since, go: given.resolve };
    waiting.push(mine);
    const over = new AbortController();
    const late = delay(slotWaitMs, undefined, { signal: AbortSignal.any([signal, over.signal]) });
    const winner = await Promise.race([given.promise, late.catch(() => undefined)]);
    over.abort();
    if (winner !== undefined) return turnOf(winner, monotonicMs() - since);
    const place = waiting.indexOf(mine);
    // The slot came in the same turn of the loop as the end of the wait: it is there, so it is used.
    if (place === -1) return turnOf(await given.promise, monotonicMs() - since);
    waiting.splice(place, 1);
    signal.throwIfAborted();
    const queueWaitMs = Math.round(monotonicMs() - since);
    throw new ChartError('GRAPH_SLOT_TIMEOUT', `no slot came free in ${slotWaitMs} ms`, {
      queueWaitMs,
      retryAfterMs: busyFor(),
    });
  }

  /** About how long all that waits will take. */
  const busyFor = () => Math.max(1000, Math.ceil(((waiting.length + 1) * meanMs) / slots));

  return {
    async take(signal) {
      signal.throwIfAborted();
      const slot = free.shift();
      if (slot !== undefined) return turnOf(slot, 0);
      if (waiting.length >= waitingMax) {
        throw new ChartError('GRAPH_QUEUE_FULL', `${waiting.length} charts wait already`, { retryAfterMs: busyFor() });
      }
      return wait(signal);
    },
    status: () => ({
      busySlots: slots - free.length,
      waiting: waiting.length,
      oldestWaitMs: waiting[0] === undefined ? 0 : Math.round(monotonicMs() - waiting[0].since),
    }),
  };
}
