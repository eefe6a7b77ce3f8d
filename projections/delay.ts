import type { Timers } from './ports.ts';

/** Resolves after `ms`, or as soon as `signal` fires. */
export async function delay(timers: Timers, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const callOff = timers.after(ms, resolve);
  const stop = () => resolve();
  signal.addEventListener('abort', stop, { once: true });
  await promise;
  callOff();
  signal.removeEventListener('abort', stop);
}
