import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { backoffMs } from '../projections/backoff.ts';
import type { Order, ProjectionsData, SaidError, Word } from './projections-protocol.ts';

/** What keeps the thread of the projections alive. */
export interface HostOptions {
  data: ProjectionsData;
  module: URL;
  startDeadlineMs: number;
  restart: { baseMs: number; capMs: number };
  /** Heap of the thread, MiB. */
  heapMaxMb: number;
  onWord(word: Word): void;
  /** It is there, for the first time or again. */
  onReady(): void;
  /** It has died; what it was asked and did not answer has to be asked again. */
  onDeath(cause: Error, retryMs: number): void;
}

export interface Host {
  /** False when the thread is not there: nothing was asked. */
  post(order: Order): boolean;
  /** Ends a thread that does not answer: it is started again. */
  cut(): void;
  /** The thread is to end: wait for it, at most `waitMs`. It is not started again. */
  ended(waitMs: number): Promise<void>;
}

/** A life of so long makes the next death the first one again. */
const healthyAfterMs = 60_000;

/** Resolves once the thread is ready. @throws what it could not open: a first start is not tried again. */
export async function hostProjections(options: HostOptions): Promise<Host> {
  const ending = new AbortController();
  let thread: Thread | undefined = await startThread(options);
  options.onReady();
  const keeping = keep();

  async function keep(): Promise<void> {
    let failures = 0;
    let sinceMs = performance.now();
    while (true) {
      const cause = thread === undefined ? undefined : await thread.death;
      thread = undefined;
      if (ending.signal.aborted) return;
      failures = performance.now() - sinceMs > healthyAfterMs ? 1 : failures + 1;
      const retryMs = backoffMs(failures, options.restart);
      if (cause !== undefined) options.onDeath(cause, retryMs);
      await delay(retryMs, undefined, { signal: ending.signal }).catch(() => {});
      if (ending.signal.aborted) return;
      sinceMs = performance.now();
      try {
        thread = await startThread(options);
        options.onReady();
      } catch (error) {
        options.onDeath(error as Error, backoffMs(failures + 1, options.restart));
      }
    }
  }

  return {
    post(order) {
      thread?.worker.postMessage(order);
      return thread !== undefined;
    },
    cut: () => void thread?.worker.terminate(),
    async ended(waitMs) {
      ending.abort();
      const late = delay(waitMs, 'late' as const, { ref: false });
      if ((await Promise.race([keeping, late])) === 'late') await thread?.worker.terminate();
    },
  };
}

interface Thread {
  worker: Worker;
  death: Promise<Error>;
}

async function startThread({ module, data, heapMaxMb, startDeadlineMs, onWord }: HostOptions): Promise<Thread> {
  const worker = new Worker(module, {
    name: 'projections',
    workerData: data,
    resourceLimits: { maxOldGenerationSizeMb: heapMaxMb, maxYoungGenerationSizeMb: 8 },
  });
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const death = Promise.withResolvers<Error>();
  let cause: Error | undefined;
  worker.on('message', (word: Word) => {
    if (word.word === 'ready') resolve();
    else if (word.word === 'failed') reject(errorOf(word.error));
    else onWord(word);
  });
  worker.on('error', error => {
    cause = error as Error;
  });
  worker.on('exit', code => {
    const end = cause ?? new Error(`the projections' thread ended with code ${code}`);
    reject(end);
    death.resolve(end);
  });
  const late = setTimeout(
    () => reject(new Error(`the projections' thread did not start within ${startDeadlineMs} ms`)),
    startDeadlineMs,
  );
  try {
    await ready;
    return { worker, death: death.promise };
  } catch (error) {
    void worker.terminate();
    throw error;
  } finally {
    clearTimeout(late);
  }
}

/** An error of the thread with its own name, words and hint. */
export function errorOf({ name, message, hint }: SaidError): Error {
  return Object.assign(new Error(message), { name, ...(hint === undefined ? {} : { hint }) });
}
