import type { RecordedEvent } from '../domain/message.ts';
import type { EventLog, Timers } from './ports.ts';

export interface Following {
  log: EventLog;
  timers: Timers;
  after: bigint | undefined;
  signal: AbortSignal;
  /** The log's head stays past the last page for so long, and no page comes: the subscription is given up. */
  stallMs: number;
}

/**
 * The pages of one subscription, until `signal` fires. It ends in no other way: a subscription that ends by
 * itself, or that stays silent while the log has more, is an error, and the caller begins again from its checkpoints.
 */
export async function* follow(following: Following): AsyncGenerator<RecordedEvent[]> {
  const { log, after, signal } = following;
  const ending = new AbortController();
  const from = after === undefined ? {} : { after };
  const subscription = log.subscribeAll({ ...from, signal: AbortSignal.any([signal, ending.signal]) });
  const pages = subscription[Symbol.asyncIterator]();
  let seen = after;
  try {
    while (!signal.aborted) {
      const next = await nextOrStall(pages.next(), following, seen);
      if (next === 'aborted') return;
      if (next.done) throw new Error('the subscription to the log ended by itself');
      seen = next.value.at(-1)?.position ?? seen;
      yield next.value;
    }
  } finally {
    // Not `return()`: an iterator that hangs in `next` would hang there too.
    ending.abort();
  }
}

type Next = IteratorResult<RecordedEvent[]>;

function nextOrStall(
  next: Promise<Next>,
  { log, timers, signal, stallMs }: Following,
  seen: bigint | undefined,
): Promise<Next | 'aborted'> {
  const { promise, resolve, reject } = Promise.withResolvers<Next | 'aborted'>();
  let behind: bigint | undefined;
  let callOff = timers.after(stallMs / 2, tick);
  /** Twice in a row behind the same head, half the time apart. */
  function tick(): void {
    callOff = timers.after(stallMs / 2, tick);
    if (behind !== undefined) reject(new Error(`the subscription is silent, and the log is at ${behind}`));
    log.head().then(
      head => {
        if (head !== undefined && (seen === undefined || head > seen)) behind = head;
      },
      // The log cannot be asked: the subscription heals itself, and the lag shows it meanwhile.
      () => {},
    );
  }
  const stop = () => resolve('aborted');
  signal.addEventListener('abort', stop, { once: true });
  next.then(resolve, reject);
  return promise.finally(() => {
    callOff();
    signal.removeEventListener('abort', stop);
  });
}
