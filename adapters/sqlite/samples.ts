import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SampledHost, Samples, Series } from '../../actors/answers/sample-ports.ts';
import type { Clock, Log } from '../../actors/ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import { type KeptThread, keepThread } from './kept-thread.ts';
import { openRequests } from './open-requests.ts';
import { defaultSampleLimits, type SampleFile, type SampleLimits, sampleFile } from './samples-file.ts';
import type { SamplesAsk, SamplesMessage, SamplesReply } from './samples-thread.ts';
import type { Failure } from './store-failure.ts';

export interface SqliteSamplesOptions {
  path: string;
  clock: Pick<Clock, 'now'>;
  log: Log;
  limits?: Partial<SampleLimits>;
  /** Of one call. */
  deadlineMs?: number;
  /** Calls that wait at once; one more is refused. */
  waitingMax?: number;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

const reopenDelayMs = { first: 200, last: 10_000 };

/** The port `Samples` on SQLite, in a thread of its own that is opened again when it dies. */
export async function sqliteSamples(options: SqliteSamplesOptions): Promise<Samples & { close(): Promise<void> }> {
  const { path, clock, log, deadlineMs = 5_000, waitingMax = 200 } = options;
  mkdirSync(dirname(path), { recursive: true });
  const open = openRequests<Waiting>(deadlineMs, ({ reject }) => reject(tooLate(deadlineMs)));
  let thread: KeptThread<SamplesMessage> | undefined;
  let closed: Error | undefined;
  thread = await keepThread<SamplesMessage, SamplesReply>({
    module: new URL('./samples-thread.ts', import.meta.url),
    name: 'samples',
    workerData: { path, limits: { ...defaultSampleLimits, ...options.limits } },
    reopenDelayMs,
    onOpen() {},
    onReply(reply) {
      const waiting = open.take(reply.number);
      if ('failure' in reply) waiting?.reject(refusalOf(reply.failure));
      else waiting?.resolve(reply.result);
    },
    onDeath(cause) {
      log.error({ err: cause, path }, 'the thread of the samples died: it is opened again');
      for (const { reject } of open.takeAll()) reject(away(cause.message));
    },
    onLost(cause) {
      closed = away(cause.message);
      log.error({ err: cause, path }, 'the samples cannot be opened any more');
      for (const { reject } of open.takeAll()) reject(closed);
    },
  });

  const ask = <Result>(question: SamplesAsk): Promise<Result> => {
    if (closed !== undefined) return Promise.reject(closed);
    if (!thread?.isOpen()) return Promise.reject(away('they are being opened again'));
    if (open.size >= waitingMax)
      return Promise.reject(new Refusal('bulkhead_full', `${waitingMax} questions for samples wait.`));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const number = open.add({ resolve, reject });
    thread.post({ number, ask: question });
    return promise as Promise<Result>;
  };

  return {
    keep: samples => ask<{ kept: number }>({ call: 'keep', samples, nowMs: Date.parse(clock.now()) }),
    hosts: () => ask<SampledHost[]>({ call: 'hosts' }),
    latest: host => ask<Sample | undefined>({ call: 'latest', host }),
    series: query => ask<Series>({ call: 'series', query, nowMs: Date.parse(clock.now()) }),
    metrics: host => ask<string[]>({ call: 'metrics', host }),
    async close() {
      closed ??= away('the program is stopping');
      await open.none();
      await thread?.close('close', deadlineMs);
    },
  };
}

/** The same without a thread, for tests and simulations: in memory when no path is given. */
export function inlineSamples(clock: Pick<Clock, 'now'>, path = ':memory:'): Samples & { close(): void } {
  const file: SampleFile = sampleFile(path);
  const nowMs = () => Date.parse(clock.now());
  return {
    keep: async samples => file.keep(samples, nowMs()),
    hosts: async () => file.hosts(),
    latest: async host => file.latest(host),
    series: async query => file.series(query, nowMs()),
    metrics: async host => file.metrics(host),
    close: file.close,
  };
}

function refusalOf({ kind, message, hint }: Failure): Error {
  return kind === 'bug' ? new Error(message) : away(message, hint);
}

const away = (cause: string, hint = 'Look at /health and at the disk; sampling goes on.') =>
  new Refusal('upstream_unavailable', `The samples are away: ${cause}.`, { hint });

const tooLate = (deadlineMs: number) => away(`nothing came within ${deadlineMs} ms`);
