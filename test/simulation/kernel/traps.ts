import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

/**
 * Inside the simulation real time, chance, timers and I/O throw. Outside of it (the test runner, the command
 * line) they are as they were: what counts is the asynchronous context, which promises carry along.
 */
const inside = new AsyncLocalStorage<true>();
const immediate = setImmediate;

/**
 * Resolves when every microtask has run. The event loop comes to its immediates only with an empty queue of
 * microtasks, and in the simulation nothing else (no timer, no I/O) can put more into it: one turn is enough.
 */
export const endOfTurn = (): Promise<void> => new Promise(resolve => immediate(resolve));

/** Runs the work with the traps set. */
export function simulated<Result>(work: () => Promise<Result>): Promise<Result> {
  setTraps();
  return inside.run(true, work);
}

const fileCalls = ['readFileSync', 'writeFileSync', 'openSync', 'mkdirSync', 'rmSync', 'open', 'readFile'] as const;
const timerCalls = ['setTimeout', 'setInterval', 'setImmediate', 'fetch'] as const;
let set = false;

// biome-ignore lint/suspicious/noExplicitAny: any function of any object.
function trap(target: any, name: string): void {
  const real = target[name];
  target[name] = function trapped(this: unknown, ...given: unknown[]) {
    if (inside.getStore() !== undefined) throw new Error(`${name} was called inside the simulation`);
    return Reflect.apply(real, this, given);
  };
}

/** Once a process. */
function setTraps(): void {
  if (set) return;
  set = true;
  for (const name of timerCalls) trap(globalThis, name);
  trap(Math, 'random');
  trap(performance, 'now');
  trap(Date, 'now');
  globalThis.Date = new Proxy(Date, {
    construct(target, given, newTarget) {
      if (given.length === 0 && inside.getStore() !== undefined && isCroner()) return Reflect.construct(target, [0]);
      if (given.length === 0 && inside.getStore() !== undefined)
        throw new Error('new Date() was called inside the simulation');
      return Reflect.construct(target, given, newTarget);
    },
  });
  for (const name of fileCalls) trap(fs, name);
  trap(net.Socket.prototype, 'connect');
  syncBuiltinESMExports();
}

/** Croner asks for the time even where it is told from when on: it always hears the same. */
function isCroner(): boolean {
  return (new Error().stack ?? '').split('\n').some(line => line.includes('/node_modules/croner/'));
}
