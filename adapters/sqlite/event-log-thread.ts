import { parentPort, workerData } from 'node:worker_threads';
import type { Page, PageQuery } from './page-query.ts';
import { openPageReader } from './page-reader.ts';
import { type Failure, failureOf } from './store-failure.ts';
import { type FaultCells, meetPageFaults } from './store-faults.ts';
import { type FirstWord, inbox, type WakeUps } from './thread-inbox.ts';

/** The thread that reads the log for its writer's program: reads never wait for a sync, nor syncs for a read. */

export interface ReaderData {
  path: string;
  busyTimeoutMs: number;
  wakeUps: WakeUps;
  faults: FaultCells;
}

/** To the thread: one page, or the position of the last event. */
export type ReaderMessage = { number: number; ask: PageQuery | 'head' } | 'close';

/** From the thread. */
export type ReaderReply = { number: number } & ({ page: Page } | { head: number } | { failure: Failure });

const { path, busyTimeoutMs, wakeUps, faults } = workerData as ReaderData;
const port = parentPort!;
let reader: ReturnType<typeof openPageReader> | undefined;

/** The file is opened for the first page: the thread may start while its writer still makes the log. */
function answer(ask: PageQuery | 'head') {
  try {
    reader ??= openPageReader({ path, busyTimeoutMs });
    return ask === 'head' ? { head: reader.lastPosition() } : { page: reader.read(ask) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function serve(): void {
  const { next } = inbox<ReaderMessage>(port, wakeUps);
  for (;;) {
    for (const message of next()) {
      if (message === 'close') return;
      meetPageFaults(faults);
      port.postMessage({ number: message.number, ...answer(message.ask) } satisfies ReaderReply);
    }
  }
}

port.postMessage({ opened: 0 } satisfies FirstWord);
serve();
reader?.close();
port.close();
