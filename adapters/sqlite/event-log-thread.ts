import { parentPort, workerData } from 'node:worker_threads';
import type { Page, PageQuery } from './page-query.ts';
import { openPageReader } from './page-reader.ts';
import { type Failure, failureOf } from './store-failure.ts';
import { type FaultCells, meetPageFaults } from './store-faults.ts';
import { openOrRefuse, posted, type WakeUps } from './thread-inbox.ts';

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

type Reader = ReturnType<typeof openPageReader>;

function answer(reader: Reader, ask: PageQuery | 'head') {
  try {
    return ask === 'head' ? { head: reader.lastPosition() } : { page: reader.read(ask) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

function serve(reader: Reader, { wakeUps, faults }: ReaderData): void {
  for (;;) {
    for (const message of posted<ReaderMessage>(parentPort!, wakeUps)) {
      if (message === 'close') {
        reader.close();
        parentPort!.close();
        return;
      }
      meetPageFaults(faults);
      parentPort!.postMessage({ number: message.number, ...answer(reader, message.ask) } satisfies ReaderReply);
    }
  }
}

const reader = openOrRefuse(() => openPageReader(workerData));
if (reader !== undefined) {
  parentPort!.postMessage({ opened: reader.lastPosition() });
  serve(reader, workerData);
}
