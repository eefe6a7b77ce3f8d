import { parentPort, workerData } from 'node:worker_threads';
import type { SeriesQuery } from '../../actors/answers/sample-ports.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import { type SampleFile, type SampleLimits, sampleFile } from './samples-file.ts';
import { type Failure, failureOf } from './store-failure.ts';
import { type FirstWord, inbox, openOrRefuse, type WakeUps } from './thread-inbox.ts';

/** The thread that keeps the samples: neither writing nor a question over 30 days holds up the program. */

export interface SamplesData {
  path: string;
  limits: SampleLimits;
  wakeUps: WakeUps;
}

/** What the thread can be asked; `nowMs` is what age is counted from. */
export type SamplesAsk =
  | { call: 'keep'; samples: readonly Sample[]; nowMs: number }
  | { call: 'series'; query: SeriesQuery; nowMs: number }
  | { call: 'hosts' }
  | { call: 'latest'; host: string }
  | { call: 'metrics'; host: string };

export type SamplesMessage = { number: number; ask: SamplesAsk } | 'close';
export type SamplesReply = { number: number } & ({ result: unknown } | { failure: Failure });

const { path, limits, wakeUps } = workerData as SamplesData;
const port = parentPort!;

function answer(file: SampleFile, ask: SamplesAsk): unknown {
  switch (ask.call) {
    case 'keep':
      return file.keep(ask.samples, ask.nowMs);
    case 'series':
      return file.series(ask.query, ask.nowMs);
    case 'hosts':
      return file.hosts();
    case 'latest':
      return file.latest(ask.host);
    case 'metrics':
      return file.metrics(ask.host);
  }
}

function serve(file: SampleFile): void {
  const { next } = inbox<SamplesMessage>(port, wakeUps);
  for (;;) {
    for (const message of next()) {
      if (message === 'close') return;
      const reply: SamplesReply = { number: message.number, ...attempt(file, message.ask) };
      port.postMessage(reply, columnsIn(reply));
    }
  }
}

/** The columns of a series are handed over instead of copied. */
function columnsIn(reply: SamplesReply): ArrayBuffer[] {
  const held = 'result' in reply && typeof reply.result === 'object' && reply.result !== null ? reply.result : {};
  return Object.values(held).flatMap(value => (ArrayBuffer.isView(value) ? [value.buffer as ArrayBuffer] : []));
}

function attempt(file: SampleFile, ask: SamplesAsk): { result: unknown } | { failure: Failure } {
  try {
    return { result: answer(file, ask) };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

const file = openOrRefuse(() => sampleFile(path, limits));
if (file !== undefined) {
  port.postMessage({ opened: 0 } satisfies FirstWord);
  serve(file);
  file.close();
}
port.close();
