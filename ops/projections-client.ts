import { bulkhead } from '../actors/resilience/bulkhead.ts';
import type { Link } from '../domain/audit/chain.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import { defaultViewSizes, type ViewSizes } from '../projections/every-projection.ts';
import type { Held } from '../projections/held.ts';
import { type OpsTerms, unknownTerms } from '../projections/ops-snapshot.ts';
import type { Queries } from '../projections/queries.ts';
import type { Built } from '../projections/rebuild.ts';
import type { Notice } from '../projections/runner-options.ts';
import { defaultTerms, type SloTerms } from '../projections/slo-query.ts';
import type { RunnerStatus } from '../projections/status.ts';
import type { Verdict } from '../projections/verify-chain.ts';
import { errorOf, hostProjections } from './projections-host.ts';
import type { Call, LogSource, SaidError, Word } from './projections-protocol.ts';
import { systemTimers as timers } from './system-time.ts';

export interface ProjectionsConfig {
  log: LogSource;
  /** The file of the views; it can be deleted at any time. */
  viewsPath: string;
  sizes?: Partial<ViewSizes>;
  /** Events in one transaction. Default 500. */
  batchMax?: number;
  /** Where the keys of personal fields lie. Default: nothing is sealed. */
  keysDirectory?: string;
  /** What the objectives are judged by. Default: the defaults. */
  slo?: SloTerms;
  /** What the snapshot is held against. Default: nothing is known. */
  ops?: OpsTerms;
  /** A query or a status that takes longer is given up. Default 5000. */
  deadlineMs?: number;
  /** Queries at once. Default 10, each waiting at most 1 s for its turn, at most 100 of them. */
  bulkhead?: { max: number; waitMs: number; waitingMax: number };
  /** Default 15 000. */
  startDeadlineMs?: number;
  /** Waits before a dead thread is started again. Default 200 ms, doubled up to 30 s. */
  restart?: { baseMs: number; capMs: number };
  /** A thread that says nothing for so long while it is asked something is cut off. Default 60 000. */
  silenceMaxMs?: number;
  /** Heap of the thread, MiB. Default 128. */
  heapMaxMb?: number;
  /** What the thread runs. Default: `compose/projections-thread.ts`; another one to see it fail. */
  thread?: URL;
  tell?: (notice: ThreadNotice) => void;
}

export type ThreadNotice = Notice | { type: 'ProjectionsThreadDied'; cause: string; deaths: number; retryMs: number };

export type ProjectionsStatus = RunnerStatus & {
  thread: { state: 'running' | 'restarting'; deaths: number; lastCause?: string };
};

export interface Projections {
  /** Beside what each says: `deadline_exceeded`, `bulkhead_full`, `upstream_unavailable` while the thread is away. */
  queries: Queries;
  /** As `ProjectionRunner.caughtUp`, also across a death of the thread. No deadline: race it with one. */
  caughtUp(): Promise<{ degraded: string[] }>;
  /** Never rejects: without the thread it says so, and that nothing is known of the views. */
  status(): Promise<ProjectionsStatus>;
  /** As `ProjectionRunner.rebuild`, also across a death of the thread. */
  rebuild(name: string): Promise<Built>;
  /** Reads the whole log and holds it against the anchors. No deadline: it takes seconds for a million events. */
  verifyChain(anchors: readonly Link[]): Promise<Verdict>;
  /** Reads the whole log for what is about a person; at most `bytesMax` of it. */
  held(userId: number, bytesMax?: number): Promise<Held>;
  /** A key was destroyed: none that was read before is used any more. */
  reloadKeys(): Promise<void>;
  /** Writes the file of the views anew: nothing of what was deleted is left in it. */
  compact(): Promise<void>;
  close(): Promise<void>;
}

interface Asked {
  call: Call;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Starts the thread that projects and answers. @throws when it cannot open the log or the views. */
export async function startProjections(config: ProjectionsConfig): Promise<Projections> {
  const { deadlineMs = 5000, silenceMaxMs = 60_000, tell = () => {} } = config;
  const gate = bulkhead('queries', config.bulkhead ?? { max: 10, waitMs: 1000, waitingMax: 100 }, { timers });
  const asked = new Map<number, Asked>();
  let [lastId, deaths] = [0, 0];
  /** When a call with a deadline was made, and nothing has been heard since. */
  let silentSinceMs: number | undefined;
  let lastCause: string | undefined;
  let running = false;
  let closed = false;

  const host = await hostProjections({
    data: {
      log: config.log,
      viewsPath: config.viewsPath,
      sizes: { ...defaultViewSizes, ...config.sizes },
      batchMax: config.batchMax ?? 500,
      ...(config.keysDirectory === undefined ? {} : { keysDirectory: config.keysDirectory }),
      slo: config.slo ?? defaultTerms,
      ops: config.ops ?? unknownTerms,
    },
    module: config.thread ?? new URL('./compose/projections-thread.ts', import.meta.url),
    startDeadlineMs: config.startDeadlineMs ?? 15_000,
    restart: config.restart ?? { baseMs: 200, capMs: 30_000 },
    heapMaxMb: config.heapMaxMb ?? 128,
    onWord: hear,
    onReady() {
      running = true;
      for (const [id, { call }] of asked) host?.post({ ...call, id });
    },
    onDeath(cause, retryMs) {
      running = false;
      silentSinceMs = undefined;
      deaths += 1;
      lastCause = cause.message.slice(0, 300);
      tell({ type: 'ProjectionsThreadDied', cause: lastCause, deaths, retryMs });
      for (const [id, { call, reject }] of asked) {
        if (call.call === 'caughtUp' || call.call === 'rebuild') continue; // They are asked again.
        asked.delete(id);
        reject(away());
      }
    },
  });

  function hear(word: Word): void {
    silentSinceMs = undefined;
    if (word.word === 'notice') tell(word.notice);
    if (word.word !== 'answer' && word.word !== 'error') return;
    const waiting = asked.get(word.id);
    asked.delete(word.id);
    if (word.word === 'answer') waiting?.resolve(word.answer);
    else waiting?.reject(rejection(word.error));
  }

  function ask<Answer>(call: Call): { answer: Promise<Answer>; forget(): void } {
    lastId += 1;
    const id = lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    if (closed && call.call !== 'close') reject(away());
    else {
      asked.set(id, { call, resolve: resolve as (answer: unknown) => void, reject });
      host.post({ ...call, id });
    }
    return { answer: promise, forget: () => asked.delete(id) };
  }

  async function askInTime<Answer>(call: Call): Promise<Answer> {
    if (!running) throw away();
    silentSinceMs ??= performance.now();
    const { answer, forget } = ask<Answer>(call);
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(tooLate(deadlineMs)), deadlineMs);
    try {
      return await Promise.race([answer, late.promise]);
    } finally {
      clearTimeout(timer);
      forget();
      if (performance.now() - (silentSinceMs ?? Infinity) > silenceMaxMs) host.cut();
    }
  }

  const query = (name: keyof Queries) => (options: unknown) =>
    gate.run(() => askInTime({ call: 'query', name, options }));

  return {
    queries: Object.fromEntries(queryNames.map(name => [name, query(name)])) as unknown as Queries,
    caughtUp: () => ask<{ degraded: string[] }>({ call: 'caughtUp' }).answer,
    rebuild: name => ask<Built>({ call: 'rebuild', name }).answer,
    verifyChain: anchors => ask<Verdict>({ call: 'verifyChain', anchors: [...anchors] }).answer,
    held: (userId, bytesMax = heldBytes) => ask<Held>({ call: 'held', userId, bytesMax }).answer,
    reloadKeys: () => ask<void>({ call: 'reloadKeys' }).answer,
    compact: () => ask<void>({ call: 'compact' }).answer,
    async status() {
      const thread = { state: running ? ('running' as const) : ('restarting' as const), deaths };
      const why = lastCause === undefined ? {} : { lastCause };
      try {
        return { ...(await askInTime<RunnerStatus>({ call: 'status' })), thread: { ...thread, ...why } };
      } catch (error) {
        const cause = lastCause ?? (error as Error).message;
        const nothing = { head: null, views: [], unread: { count: 0, latest: [] } };
        return { state: 'interrupted', cause, ...nothing, thread: { ...thread, ...why } };
      }
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const { reject } of asked.values()) reject(away());
      asked.clear();
      const { answer } = ask<void>({ call: 'close' });
      answer.catch(() => {}); // How it ends is seen by its end.
      await host.ended(deadlineMs);
    },
  };
}

/** What a file in a chat may hold, with room to spare. */
const heldBytes = 180 * 1024;

const queryNames = [
  'trace',
  'audit',
  'auditChain',
  'log',
  'chats',
  'idempotency',
  'idempotencyTotals',
  'openWork',
  'jobs',
  'job',
  'jobCounts',
  'openJobs',
  'processes',
  'alerts',
  'slo',
  'sloHistory',
  'ops',
] as const satisfies (keyof Queries)[];

const away = () =>
  new Refusal('upstream_unavailable', 'The read models are not to be had just now: their thread is being started.');
const tooLate = (ms: number) => new Refusal('deadline_exceeded', `The read models did not answer within ${ms} ms.`);

function rejection(error: SaidError): Error {
  if (error.code === undefined) return errorOf(error);
  return new Refusal(error.code as RefusalCode, error.message, error.hint === undefined ? {} : { hint: error.hint });
}
