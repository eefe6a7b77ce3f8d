import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { sqliteViews } from '../../adapters/sqlite/views.ts';
import type { Link } from '../../domain/audit/chain.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { openEvent, viewedEvent } from '../../domain/personal/seal.ts';
import { Refusal } from '../../domain/refusal.ts';
import { asWritten, decode } from '../../domain/upcast.ts';
import { queries } from '../../projections/answering.ts';
import { everyProjection, sizedTables } from '../../projections/every-projection.ts';
import { heldAbout } from '../../projections/held.ts';
import { type EventLog, ViewsCorrupt } from '../../projections/ports.ts';
import type { Queries } from '../../projections/queries.ts';
import { ProjectionRunner } from '../../projections/runner.ts';
import { verifyChain } from '../../projections/verify-chain.ts';
import type { LogSource, Order, ProjectionsData, SaidError, Word } from '../projections-protocol.ts';
import { systemClock as clock, systemTimers as timers } from '../system-time.ts';
import { readingKeys } from './personal.ts';

/**
 * The thread that folds the log into the views and answers queries, so that neither costs the program's own turns.
 * Between two batches it lets queries have theirs.
 */
const port = parentPort!;
const say = (word: Word) => port.postMessage(word);

async function open({ log: source, viewsPath, sizes, batchMax, slo, ops, keysDirectory }: ProjectionsData) {
  const keys = keysDirectory === undefined ? undefined : readingKeys(keysDirectory);
  const unsealed = (event: RecordedEvent) => (keys === undefined ? event : openEvent(event, keys));
  const viewed = (event: RecordedEvent) => (keys === undefined ? event : viewedEvent(event, keys));
  const log = await openLog(source);
  const models = sqliteViews({
    path: viewsPath,
    onDiscarded: reason => say({ word: 'notice', notice: { type: 'ViewsDiscarded', reason } }),
  });
  const tables = sizedTables(sizes);
  const runner = new ProjectionRunner({
    ...{ log, models, clock, timers, batchMax },
    decode: opening(await reading(source, log), viewed),
    projections: everyProjection(tables),
    tell: notice => say({ word: 'notice', notice }),
    gatherMs: 20,
    pause,
  });
  const degraded = (name: string) => runner.degraded(name);
  const asked = queries({ views: models, head: runner.head, tables, slo, ops, degraded });
  runner.start();
  return {
    runner,
    asked,
    held: (userId: number, bytesMax: number) => heldAbout(log, userId, { bytesMax, pause, open: unsealed }),
    reloadKeys: async () => keys?.reload(),
    compact: async () => models.compact(),
    verify: (anchors: readonly Link[]) => verifyChain(log, anchors, { pause }),
    async close() {
      await runner.stop();
      models.close();
      await log.close();
    },
  };
}

/** Lets the queries have their turn. */
const pause = () => new Promise<void>(resolve => setImmediate(resolve));

async function openLog(source: LogSource): Promise<EventLog & { close(): Promise<void> }> {
  if (source.engine === 'sqlite') {
    const { openSqliteEventLog } = await import('../../adapters/sqlite/open-event-log.ts');
    return openSqliteEventLog({ path: source.path });
  }
  const { eventStoreDb } = await import('../../adapters/eventstoredb/event-store.ts');
  const { engine: _, ...options } = source;
  return eventStoreDb(options);
}

/**
 * The embedded log has one writer, this process: what comes after the head that the thread finds was checked when it was
 * written, and is not checked again. All that is older is, and every event of a log that others write too.
 */
async function reading({ engine }: LogSource, log: EventLog): Promise<typeof decode> {
  if (engine !== 'sqlite') return decode;
  const head = (await log.head()) ?? 0n;
  return event => (event.position > head ? asWritten(event) : decode(event));
}

/** What views show of what is sealed is opened before it is read; the chain is over what lies in the log. */
function opening(read: typeof decode, viewed: (event: RecordedEvent) => RecordedEvent): typeof decode {
  return event => {
    const shown = viewed(event);
    return shown === event ? read(event) : { ...read(shown), recorded: event };
  };
}

type Opened = Awaited<ReturnType<typeof open>>;

function serve(from: MessagePort, opened: Opened): void {
  from.on('message', async (order: Order) => {
    try {
      say({ word: 'answer', id: order.id, answer: await carryOut(opened, order) });
    } catch (error) {
      if (error instanceof ViewsCorrupt) opened.runner.discard(error.message);
      say({ word: 'error', id: order.id, error: said(error) });
    }
    if (order.call === 'close') from.close();
  });
}

function carryOut({ runner, asked, verify, held, reloadKeys, compact, close }: Opened, order: Order): Promise<unknown> {
  switch (order.call) {
    case 'query':
      return asked[order.name as keyof Queries](order.options as never);
    case 'caughtUp':
      return runner.caughtUp();
    case 'status':
      return runner.status();
    case 'rebuild':
      return runner.rebuild(order.name);
    case 'verifyChain':
      return verify(order.anchors);
    case 'held':
      return held(order.userId, order.bytesMax);
    case 'reloadKeys':
      return reloadKeys();
    case 'compact':
      return compact();
    case 'close':
      return close();
  }
}

function said(error: unknown): SaidError {
  const { name, message, hint } = error as Error & { hint?: string };
  return {
    ...{ name, message },
    ...(error instanceof Refusal ? { code: error.code } : {}),
    ...(hint === undefined ? {} : { hint }),
  };
}

try {
  const opened = await open(workerData as ProjectionsData);
  serve(port, opened);
  say({ word: 'ready' });
} catch (error) {
  say({ word: 'failed', error: said(error) });
  port.close();
}
