import { randomUUID } from 'node:crypto';
import type { Clock, Random, Timers } from '../actors/ports.ts';

/** The real clock, timers and chance. Everything else gets time and chance from here. */

/** A wait comes in pieces of this length at most: a wall clock that is set is noticed at the next look. */
const pieceMs = 10_000;

/** Written out once a millisecond: under load the same instant is asked for many times. */
let [writtenMs, written] = [0, ''];

export const systemClock: Clock = {
  now() {
    const ms = Date.now();
    if (ms !== writtenMs) [writtenMs, written] = [ms, new Date(ms).toISOString()];
    return written;
  },
  monotonicMs: () => performance.now(),
};

export const systemTimers: Timers = {
  at: (at, callback) => wait(() => Date.parse(at) - Date.now(), callback),
  after(ms, callback) {
    const dueMs = performance.now() + ms;
    return wait(() => dueMs - performance.now(), callback);
  },
};

export const systemRandom: Random = { number: () => Math.random(), uuid: () => randomUUID() };

/** Looks again when a piece is over: the wall clock may have been set meanwhile. */
function wait(leftMs: () => number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const look = () => {
    const ms = leftMs();
    if (ms <= 0) callback();
    else timer = setTimeout(look, Math.min(ms, pieceMs));
  };
  timer = setTimeout(look, Math.max(0, Math.min(leftMs(), pieceMs)));
  return () => clearTimeout(timer);
}
