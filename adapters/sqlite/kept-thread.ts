import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { StoreCorrupt } from '../../actors/ports.ts';
import { errorOf } from './store-failure.ts';
import { type FirstWord, wake, wakeUps } from './thread-inbox.ts';

export interface KeptThreadOptions<Reply> {
  /** The module the thread runs; its first message is a {@link FirstWord}. */
  module: URL;
  name: string;
  workerData: object;
  /** Waits before opening again: the first, doubling up to the last. */
  reopenDelayMs: { first: number; last: number };
  /** It is open, for the first time or again; `opened` is what it found. */
  onOpen(opened: number): void;
  onReply(reply: Reply): void;
  /** It died. Replies it gave before have all been told; it is being opened again. */
  onDeath(cause: Error): void;
  /** It will not be opened again: what it opens is not what it must be. */
  onLost(cause: Error): void;
}

/** A thread that is opened again, for ever and ever more slowly, when it dies. */
export interface KeptThread<Message> {
  isOpen(): boolean;
  /** Dropped when the thread is not open. */
  post(message: Message): void;
  /** Sends the last message, and waits for the end of the thread, at most `waitMs`; then it is cut off. */
  close(last: Message, waitMs: number): Promise<void>;
}

/** How long a thread must live for its next death to be answered with the first delay again. */
const healthyAfterMs = 10_000;

/** Resolves once the thread is open. @throws what the first opening failed with: that one is not tried again. */
export async function keepThread<Message, Reply>(options: KeptThreadOptions<Reply>): Promise<KeptThread<Message>> {
  const { reopenDelayMs, onOpen, onDeath, onLost } = options;
  const closing = new AbortController();
  let lastWord: Message | undefined;
  let thread: OpenThread | undefined = await openThread(options);
  onOpen(thread.opened);

  async function keep(): Promise<void> {
    let delayMs = reopenDelayMs.first;
    for (let since = performance.now(); thread !== undefined; since = performance.now()) {
      const cause = await thread.ended;
      thread = undefined;
      if (closing.signal.aborted) return;
      onDeath(cause);
      if (performance.now() - since > healthyAfterMs) delayMs = reopenDelayMs.first;
      while (thread === undefined) {
        await delay(delayMs, undefined, { signal: closing.signal });
        delayMs = Math.min(2 * delayMs, reopenDelayMs.last);
        thread = await openThread(options).catch(error => {
          if (error instanceof StoreCorrupt) throw error;
          return undefined;
        });
      }
      if (lastWord !== undefined) thread.post(lastWord);
      onOpen(thread.opened);
    }
  }
  const kept = keep().catch((error: Error) => {
    if (!closing.signal.aborted) onLost(error);
  });

  return {
    isOpen: () => thread !== undefined,
    post: message => thread?.post(message),
    async close(last, waitMs) {
      lastWord = last;
      closing.abort();
      thread?.post(last);
      const ended = kept.then(() => true);
      if (await Promise.race([ended, delay(waitMs, false, { ref: false })])) return;
      void thread?.terminate();
    },
  };
}

interface OpenThread {
  opened: number;
  ended: Promise<Error>;
  post(message: unknown): void;
  terminate(): Promise<number>;
}

async function openThread<Reply>({ module, name, workerData, onReply }: KeptThreadOptions<Reply>): Promise<OpenThread> {
  const count = wakeUps();
  const worker = new Worker(module, { name, workerData: { ...workerData, wakeUps: count } });
  const opening = Promise.withResolvers<number>();
  const ending = Promise.withResolvers<Error>();
  let cause: Error | undefined;
  worker.once('message', (word: FirstWord) => {
    if ('refused' in word) opening.reject(errorOf(word.refused));
    else opening.resolve(word.opened);
    worker.on('message', onReply);
  });
  worker.on('error', (error: Error) => {
    cause = error;
  });
  worker.on('exit', code => {
    const end = cause ?? new Error(`the thread ${name} ended with ${code}`);
    opening.reject(end);
    ending.resolve(end);
  });
  return {
    opened: await opening.promise,
    ended: ending.promise,
    post(message) {
      worker.postMessage(message);
      wake(count);
    },
    terminate: () => worker.terminate(),
  };
}
