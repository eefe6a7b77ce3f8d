import type { StreamName } from '../../domain/ids.ts';
import type { Log, Random, Timers } from '../ports.ts';
import { insist } from '../waiting.ts';
import type { DependencyNote } from './resilience.ts';

/** Notes of one stream that wait for the log: the first is the beginning of the trouble, the last its present state. */
const waitingMax = 50;

export interface Recorder {
  /** An order to a stream that remembers; it holds up nobody and is kept until the log takes it. */
  note(stream: StreamName, type: string, data: Record<string, unknown>): void;
  stop(): void;
}

interface Order {
  id: string;
  type: string;
  data: Record<string, unknown>;
}

/**
 * Records in order, stream by stream, with patience: also what happened while the log itself was away, with its own
 * time. Past `waitingMax` of one stream the middle is left out.
 */
export function recorder(
  order: (stream: StreamName, order: Order) => Promise<unknown>,
  means: { timers: Timers; random: Random; log: Log },
): Recorder {
  const { random, log } = means;
  const waiting = new Map<StreamName, Order[]>();
  const stopping = new AbortController();

  return {
    note(stream, type, data) {
      const entry = { id: `system-${random.uuid()}`, type, data };
      const queue = waiting.get(stream);
      if (queue === undefined) {
        waiting.set(stream, [entry]);
        void work(stream);
      } else if (queue.push(entry) > waitingMax) queue.splice(1, 1);
    },
    stop: () => stopping.abort(),
  };

  async function work(stream: StreamName): Promise<void> {
    const queue = waiting.get(stream)!;
    while (queue.length > 0 && !stopping.signal.aborted) {
      const next = queue[0]!;
      try {
        await insist(() => order(stream, next), means, stopping.signal);
      } catch (err) {
        log.warn({ stream, type: next.type, err }, 'a change could not be recorded');
      }
      queue.splice(queue.indexOf(next), 1);
    }
    waiting.delete(stream);
  }
}

/** What a note of the kit is as an order to the stream of its dependency. */
export function orderOf(note: DependencyNote): Pick<Order, 'type' | 'data'> {
  switch (note.type) {
    case 'opened': {
      const { type: _, at: since, ...data } = note;
      return { type: 'NoteBreakerOpened', data: { ...data, since } };
    }
    case 'half-opened':
      return { type: 'NoteBreakerHalfOpened', data: { since: note.at } };
    case 'closed':
      return { type: 'NoteBreakerClosed', data: { openMs: note.openMs, since: note.at } };
    case 'override-ended':
      return { type: 'EndOverride', data: { until: note.until } };
    case 'rejected': {
      const { count, active, waiting, max } = note;
      return { type: 'NoteBulkheadRejected', data: { count, active, waiting, max } };
    }
    case 'retried': {
      const { count, attempt, tries: max, delayMs, cause } = note;
      return { type: 'NoteRetryScheduled', data: { count, attempt, max, delayMs, cause } };
    }
  }
}
