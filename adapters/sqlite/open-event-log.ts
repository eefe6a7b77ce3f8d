import { BroadcastChannel } from 'node:worker_threads';
import type { EventLog } from '../../projections/ports.ts';
import { eventLog, type PageSource } from './event-log.ts';
import { channelOf } from './log-channel.ts';
import { logHead } from './log-head.ts';
import { openPageReader } from './page-reader.ts';
import { errorOf, failureOf } from './store-failure.ts';

export interface SqliteEventLogOptions {
  path: string;
  /** Default 500, the most a page of the port may hold. */
  maxPageEvents?: number;
  /** How often a subscription that waits looks for what another process wrote. Default 250, at least 200. */
  pollMs?: number;
  /** Default 2,000. */
  busyTimeoutMs?: number;
}

/**
 * The log for readers only: a CLI beside a running or a stopped program, or a thread of its own. It reads on the
 * calling thread, a page at a time, and changes nothing. What a writer in this process appends wakes a subscription
 * at once; what another process appends is noticed within `pollMs`.
 * @throws {StoreUnavailable} there is no log yet. {@link StoreCorrupt} it is something else.
 */
export async function openSqliteEventLog(
  options: SqliteEventLogOptions,
): Promise<EventLog & { close(): Promise<void> }> {
  const { maxPageEvents = 500, busyTimeoutMs = 2_000 } = options;
  const pollMs = Math.max(options.pollMs ?? 250, 200);
  const { path, channel: name } = await channelOf(options.path);
  const reader = inPortWords(() => openPageReader({ path, busyTimeoutMs }));
  const closing = new AbortController();
  const source: PageSource = {
    read: async query => inPortWords(() => reader.read(query)),
    lastPosition: async () => inPortWords(() => reader.lastPosition()),
  };

  let poll: NodeJS.Timeout | undefined;
  const head = logHead(() => {
    poll ??= setInterval(look, pollMs);
  });
  function look(): void {
    if (head.waiting() === 0) {
      clearInterval(poll);
      poll = undefined;
      return;
    }
    try {
      head.rise(reader.lastPosition());
    } catch {
      head.stir(); // Those who wait read for themselves, and meet the error where it is theirs to handle.
    }
  }
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }) => head.rise(data as number);
  channel.unref();

  return {
    ...eventLog(source, head, { pageEventsMax: maxPageEvents, retryDelayMs: pollMs, closing: closing.signal }),
    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      clearInterval(poll);
      channel.close();
      reader.close();
    },
  };
}

/** SQLite's errors as those of the port. */
function inPortWords<Result>(read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw errorOf(failureOf(error));
  }
}
