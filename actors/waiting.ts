import { type Log, type Random, StoreError, type Timers } from './ports.ts';

/** Waiting, with an end: every wait here is over when its signal fires. */

/** Resolves after `ms`, or when the signal fires. */
export function pause(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  return waitFor(signal, done => timers.after(ms, done));
}

/** Resolves when the signal fires. */
export function ended(signal: AbortSignal): Promise<void> {
  return waitFor(signal, () => () => {});
}

function waitFor(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise(resolve => {
    const finish = () => {
      callOff();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const callOff = begin(finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}

export interface Backoff {
  minMs: number;
  maxMs: number;
}

/** Full jitter over a ceiling that doubles with each failure (from 1), never under the floor. */
export function backoffMs({ minMs, maxMs }: Backoff, failures: number, random: Random): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(failures, 30));
  return Math.round(minMs + random.number() * (ceiling - minMs));
}

/**
 * Does what must be recorded until the log takes it: only what `passes` (the log's own failures) is waited out. It is tried
 * at least once, also when the signal has fired: what was done must be said.
 * @returns undefined when the signal fired first.
 */
export async function insist<Result>(
  work: () => Promise<Result>,
  { timers, random, log }: { timers: Timers; random: Random; log: Log },
  signal: AbortSignal,
  backoff: Backoff = { minMs: 100, maxMs: 5_000 },
  passes: (error: unknown) => boolean = error => error instanceof StoreError,
): Promise<Result | undefined> {
  for (let failures = 1; ; failures++) {
    try {
      return await work();
    } catch (error) {
      if (!passes(error)) throw error;
      if (signal.aborted) return undefined;
      log.warn({ err: error, failures }, 'the log does not take it: trying again');
      await pause(timers, backoffMs(backoff, failures, random), signal);
      // Whoever was stopped meanwhile has a successor: what it still tried would come between.
      if (signal.aborted) return undefined;
    }
  }
}
