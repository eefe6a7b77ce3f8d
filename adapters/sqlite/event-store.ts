import type { Clock, EventStore } from '../../actors/ports.ts';
import type { EventLog } from '../../projections/ports.ts';
import { appendRequest } from './append-request.ts';
import { openAppender } from './appender.ts';
import { eventLog } from './event-log.ts';
import { channelOf } from './log-channel.ts';
import { logHead } from './log-head.ts';
import { restingReader } from './resting-reader.ts';
import { faultCells, type StoreFaults, storeFaults } from './store-faults.ts';
import { openThreadedReader } from './threaded-reader.ts';

export interface SqliteEventStoreOptions {
  /** The file of the log; its folder must be there. Beside it stand `-wal`, `-shm` and `.lock`. */
  path: string;
  /** Default 500, the most a page of the port may hold. */
  maxPageEvents?: number;
  /** Appends waiting at once, and their bytes; past it they are refused. Default 10,000 and 64 MiB. */
  inFlightMax?: number;
  inFlightBytesMax?: number;
  /** Every append and every page ends within it. Default 5,000. */
  deadlineMs?: number;
  /** The reading thread ends when nobody reads for so long. Default 10,000. */
  readerIdleMs?: number;
  /** Wait for another program that holds the file. Default 2,000, and 1,000 for the right to write. */
  busyTimeoutMs?: number;
  lockWaitMs?: number;
  /** Default 10,000 (40 MB): fewer, longer checkpoints. */
  walAutocheckpointPages?: number;
  /** The log grows no larger; then it is full as a disk is. Default 64 GiB. */
  fileBytesMax?: number;
  /** Waits before a thread that died is opened again, doubling. Default 50 to 5,000. */
  reopenDelayMs?: { first: number; last: number };
  /** Gives `recordedAt`. Default the system's time. */
  clock?: Pick<Clock, 'now'>;
  /** Fault: every commit takes so much longer. Default 0. */
  slowSyncMs?: number;
}

export interface SqliteEventStore extends EventStore, EventLog {
  /** For drills and tests. */
  readonly faults: StoreFaults;
  /** Ends subscriptions, finishes appends, ends the threads, leaves one file. Again: the same promise. */
  close(): Promise<void>;
}

/**
 * The log of one machine: SQLite in two threads, one that writes and one that reads, so that a slow disk delays
 * neither the event loop nor a read. An append resolves once it is synced; those that meet share one sync. A thread
 * that dies is opened again. Creates the log where there is none.
 * @throws {StoreUnavailable} another program writes this log, or the file cannot be opened.
 * {@link StoreCorrupt} it is not a log.
 */
export async function sqliteEventStore(options: SqliteEventStoreOptions): Promise<SqliteEventStore> {
  const { deadlineMs = 5_000, busyTimeoutMs = 2_000, reopenDelayMs = { first: 50, last: 5_000 } } = options;
  const { path, channel } = await channelOf(options.path);
  const clock = options.clock ?? systemClock();
  const faults = faultCells();
  storeFaults(faults).slowSync(options.slowSyncMs ?? 0);
  const head = logHead();
  const closing = new AbortController();

  const writer = {
    ...{ path, channel, faults, busyTimeoutMs, lockWaitMs: options.lockWaitMs ?? 1_000 },
    walAutocheckpointPages: options.walAutocheckpointPages ?? 10_000,
    fileBytesMax: options.fileBytesMax ?? 64 * 1024 ** 3,
  };
  const { inFlightMax = 10_000, inFlightBytesMax = 64 * 1024 ** 2 } = options;
  const starting = {
    reader: restingReader(
      () => openThreadedReader({ workerData: { path, busyTimeoutMs, faults }, deadlineMs, reopenDelayMs }),
      options.readerIdleMs ?? 10_000,
    ),
    appender: openAppender({ workerData: writer, inFlightMax, inFlightBytesMax, deadlineMs, reopenDelayMs }, head),
  };
  const [reader, appender] = await bothOrNone(starting.reader, starting.appender);

  let closed: Promise<void> | undefined;
  async function close(): Promise<void> {
    closing.abort();
    await reader.close();
    await appender.close();
  }
  return {
    ...eventLog(reader, head, {
      pageEventsMax: options.maxPageEvents ?? 500,
      retryDelayMs: 250,
      closing: closing.signal,
    }),
    faults: storeFaults(faults),
    async append(stream, expected, events) {
      return appender.append(stream, expected, appendRequest(stream, expected, events, clock.now()));
    },
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** The system's time; written out once a millisecond, for that is a tenth of the cost of an append on this side. */
function systemClock(): Pick<Clock, 'now'> {
  let [ms, text] = [0, ''];
  return {
    now() {
      const present = Date.now();
      if (present !== ms) [ms, text] = [present, new Date(present).toISOString()];
      return text;
    },
  };
}

interface Closable {
  close(): Promise<void>;
}

/** Both threads start at once; when one cannot, the other is closed again. */
async function bothOrNone<One extends Closable, Other extends Closable>(one: Promise<One>, other: Promise<Other>) {
  try {
    return await Promise.all([one, other]);
  } catch (error) {
    for (const started of await Promise.allSettled<Closable>([one, other])) {
      if (started.status === 'fulfilled') await started.value.close();
    }
    throw error;
  }
}
