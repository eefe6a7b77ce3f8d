import { availableParallelism } from 'node:os';
import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { type Failure, failureOf } from './store-failure.ts';

/** A count that rises with each message posted to a thread; the thread sleeps on it. */
export type WakeUps = Int32Array<SharedArrayBuffer>;

export const wakeUps = (): WakeUps => new Int32Array(new SharedArrayBuffer(4));

/** Wakes the thread that sleeps on it, or spares it its next sleep. Call it after posting. */
export function wake(count: WakeUps): void {
  Atomics.add(count, 0, 1);
  Atomics.notify(count, 0);
}

/** The first word of a thread: what it found on opening, or why it ends at once. */
export type FirstWord = { opened: number } | { refused: Failure };

/** Opens what the thread needs; when that fails, says why and lets the thread end. A later error ends it by itself. */
export function openOrRefuse<Opened>(open: () => Opened): Opened | undefined {
  try {
    return open();
  } catch (error) {
    parentPort!.postMessage({ refused: failureOf(error) } satisfies FirstWord);
    return undefined;
  }
}

export interface Inbox<Message> {
  /** What has been posted so far, without waiting. */
  soFar(): Message[];
  /** What has been posted, at least one message: blocks the thread until there is one. */
  next(): Message[];
}

/**
 * Where waiting last took less than this, the next wait looks for as long before it sleeps: a caller that asks one
 * thing after another then saves the waking (30 µs of 240). Whoever asks now and then costs no such looking.
 */
const lookMs = 0.1;

/** The inbox of a thread that does nothing else than to answer. */
export function inbox<Message>(port: MessagePort, count: WakeUps): Inbox<Message> {
  const looksPay = availableParallelism() > 1;
  let brief = false;

  function soFar(): Message[] {
    const messages: Message[] = [];
    for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
      messages.push(next.message);
    }
    return messages;
  }
  function sleepOn(before: number): void {
    const start = performance.now();
    while (brief && Atomics.load(count, 0) === before && performance.now() - start < lookMs);
    Atomics.wait(count, 0, before);
    brief = looksPay && performance.now() - start < lookMs;
  }

  return {
    soFar,
    next() {
      for (;;) {
        const before = Atomics.load(count, 0);
        const messages = soFar();
        if (messages.length > 0) return messages;
        sleepOn(before);
      }
    },
  };
}
