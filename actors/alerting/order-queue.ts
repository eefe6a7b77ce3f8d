import type { AlertCommand } from '../../domain/alert/commands.ts';
import type { StreamName } from '../../domain/ids.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Log, StoreError } from '../ports.ts';

/**
 * The orders of the watch on their way to the log, in order for each stream. While the log is away they wait here, with the
 * instants they were decided at; what is too much is let go, and said.
 */
export interface OrderQueue {
  add(stream: StreamName, orders: readonly AlertCommand[]): void;
  /** Orders of a stream that are not recorded yet, oldest first. */
  waiting(stream: StreamName): readonly AlertCommand[];
  /** Tries again what could not be recorded. */
  retry(): void;
  readonly size: number;
}

const waitingMax = 2_000;

export function orderQueue(
  send: (stream: StreamName, order: AlertCommand, id: string) => Promise<unknown>,
  log: Log,
): OrderQueue {
  const queues = new Map<StreamName, AlertCommand[]>();
  const busy = new Set<StreamName>();
  let isAway = false;
  let size = 0;

  async function drain(stream: StreamName): Promise<void> {
    if (busy.has(stream)) return;
    busy.add(stream);
    try {
      for (let next = queues.get(stream)?.[0]; next !== undefined; next = queues.get(stream)?.[0]) {
        await send(stream, next, idOf(stream, next));
        done(stream);
        if (isAway) log.info({ waiting: size }, 'the log takes what alerts decide again');
        isAway = false;
      }
    } catch (cause) {
      failed(stream, cause);
    } finally {
      busy.delete(stream);
    }
  }

  function done(stream: StreamName): void {
    const left = queues.get(stream)!.slice(1);
    size -= 1;
    if (left.length === 0) queues.delete(stream);
    else queues.set(stream, left);
  }

  /** Away or overrun: again at the next tick. An order that is not legal any more has been overtaken: it is let go. */
  function failed(stream: StreamName, cause: unknown): void {
    if (cause instanceof Refusal && !retryable.has(cause.code)) {
      log.warn({ stream, cause: cause.message }, 'an alert refuses what was decided: it is let go');
      done(stream);
      return;
    }
    if (!(cause instanceof StoreError) && !(cause instanceof Refusal)) throw cause;
    if (!isAway) log.warn({ stream, cause: cause.message }, 'what alerts decide waits for the log, and is told later');
    isAway = true;
  }

  return {
    add(stream, orders) {
      for (const order of orders) {
        if (size >= waitingMax) {
          log.error({ stream, type: order.type }, 'too much that alerts decided waits for the log: this is let go');
          continue;
        }
        queues.set(stream, [...(queues.get(stream) ?? []), order]);
        size += 1;
      }
      void drain(stream);
    },
    waiting: stream => queues.get(stream) ?? [],
    retry() {
      for (const stream of queues.keys()) void drain(stream);
    },
    get size() {
      return size;
    },
  };
}

/** Refusals that time mends. */
const retryable = new Set(['mailbox_full', 'bulkhead_full', 'upstream_unavailable']);

/** The same decision has the same id, also after a restart. */
function idOf(stream: StreamName, order: AlertCommand): string {
  const seenAt = 'seenAt' in order ? order.seenAt : '';
  return `watch/${stream}/${order.type}/${seenAt}`.slice(0, 160);
}
