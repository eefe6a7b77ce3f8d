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

/** What has been posted so far, without waiting. */
export function postedSoFar<Message>(port: MessagePort): Message[] {
  const messages: Message[] = [];
  for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
    messages.push(next.message);
  }
  return messages;
}

/** What has been posted, at least one message: blocks the thread until there is one (a third of a hop's latency). */
export function posted<Message>(port: MessagePort, count: WakeUps): Message[] {
  for (;;) {
    const before = Atomics.load(count, 0);
    const messages = postedSoFar<Message>(port);
    if (messages.length > 0) return messages;
    Atomics.wait(count, 0, before);
  }
}
