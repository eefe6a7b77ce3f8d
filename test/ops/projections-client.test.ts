import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sqliteEventStore } from '../../adapters/sqlite/event-store.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { NewEvent } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type ProjectionsConfig, startProjections, type ThreadNotice } from '../../ops/projections-client.ts';
import { given, type Placed } from '../projections/histories.ts';

async function program(t: ExecutionContext, config: Partial<ProjectionsConfig> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-projections-'));
  const path = join(directory, 'log.sqlite');
  const store = await sqliteEventStore({ path });
  const notices: ThreadNotice[] = [];
  const viewsPath = join(directory, 'views.sqlite');
  const projections = await startProjections({
    ...{ log: { engine: 'sqlite', path }, viewsPath },
    thread: new URL('./mortal-projections-thread.ts', import.meta.url),
    tell: notice => notices.push(notice),
    restart: { baseMs: 10, capMs: 50 },
    ...config,
  });
  t.teardown(async () => {
    await projections.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });
  const revisions = new Map<StreamName, bigint>();
  async function append(...history: Placed[]): Promise<void> {
    for (const { stream, event } of history) {
      const { revision } = await store.append(stream, revisions.get(stream) ?? 'no_stream', [event as NewEvent]);
      revisions.set(stream, revision);
    }
  }
  const orders = new BroadcastChannel(viewsPath);
  t.teardown(() => orders.close());
  return {
    ...{ projections, notices, append },
    die: () => orders.postMessage('die'),
    /** Resolves once the thread hangs, for so long. */
    async hang(ms: number): Promise<void> {
      const hanging = new Promise(resolve => {
        orders.onmessage = resolve;
      });
      orders.postMessage(ms);
      await hanging;
    },
  };
}

const codeOf = async (promise: Promise<unknown>) =>
  promise.then(
    () => 'answered',
    (error: Refusal) => error.code,
  );

test('[C-18] what was appended is answered from the thread, and says that nothing is missing', async t => {
  const { projections, append } = await program(t);
  await append(given.received(5, 1), given.opened(5, 1), given.accepted(5, 1), given.reply(5, 1), given.answered(5, 1));
  t.deepEqual(await projections.caughtUp(), { degraded: [] });
  const { correlationId, count, roots, asOf } = await projections.queries.trace('tg-5');
  t.is(correlationId, 'tg-5');
  t.is(count, 5);
  t.is(roots.length, 1);
  t.like(asOf, { lagEvents: 0, lagMs: 0 });
  const status = await projections.status();
  t.is(status.state, 'running');
  t.true(status.views.every(({ state, lagEvents }) => state === 'live' && lagEvents === 0));
});

test('a refusal of a query arrives with its code and its hint', async t => {
  const { projections } = await program(t);
  await projections.caughtUp();
  const error = await t.throwsAsync(projections.queries.trace('tg-77'), { instanceOf: Refusal });
  t.is(error.code, 'not_found');
});

test('a thread that dies is started again with what it was asked to wait for, and the status says so', async t => {
  const { projections, notices, append, die } = await program(t);
  await append(given.received(1, 1));
  await projections.caughtUp();
  // A view that is being built is waited for across the death as well.
  const [building, waiting] = [projections.rebuild('trace'), projections.caughtUp()];
  die();
  t.deepEqual(await waiting, { degraded: [] });
  t.true((await building).events >= 1);
  await append(given.received(2, 1));
  await projections.caughtUp();
  while ((await projections.status()).thread.deaths === 0) await new Promise(resolve => setImmediate(resolve));
  await projections.caughtUp();
  const { thread, state } = await projections.status();
  t.is(state, 'running');
  t.like(thread, { state: 'running', deaths: 1, lastCause: 'the thread was told to die' });
  t.like(
    notices.filter(({ type }) => type === 'ProjectionsThreadDied'),
    [{ deaths: 1, retryMs: 10 }],
  );
  t.is((await projections.queries.openWork()).untaken.length, 2);
});

test('while the thread is away a query is refused at once, and the status still answers', async t => {
  const { projections, notices, die } = await program(t, { restart: { baseMs: 60_000, capMs: 60_000 } });
  const asked = projections.caughtUp().then(() => die());
  while (!notices.some(({ type }) => type === 'ProjectionsThreadDied'))
    await new Promise(resolve => setImmediate(resolve));
  await asked;
  t.is(await codeOf(projections.queries.audit()), 'upstream_unavailable');
  t.like(await projections.status(), {
    state: 'interrupted',
    cause: 'the thread was told to die',
    thread: { state: 'restarting', deaths: 1 },
  });
});

test('a query that takes too long is given up, and too many at once are refused', async t => {
  const { projections, hang } = await program(t, {
    deadlineMs: 300,
    bulkhead: { max: 2, waitMs: 50, waitingMax: 1 },
  });
  await projections.caughtUp();
  await hang(1_500);
  const codes = await Promise.all([1, 2, 3, 4].map(() => codeOf(projections.queries.openWork())));
  t.deepEqual(codes, ['deadline_exceeded', 'deadline_exceeded', 'bulkhead_full', 'bulkhead_full']);
  await projections.caughtUp();
  t.is(await codeOf(projections.queries.openWork()), 'answered');
});

test('a thread that hangs is cut off and started again', async t => {
  const { projections, notices, hang } = await program(t, { deadlineMs: 100, silenceMaxMs: 200 });
  await projections.caughtUp();
  await hang(60_000);
  while (!notices.some(({ type }) => type === 'ProjectionsThreadDied')) await codeOf(projections.queries.openWork());
  t.deepEqual(await projections.caughtUp(), { degraded: [] });
  t.is(await codeOf(projections.queries.openWork()), 'answered');
});

test('[E8] a view is built anew on request; one that there is not is refused', async t => {
  const { projections, notices, append } = await program(t);
  await append(given.received(1, 1), given.opened(1, 1));
  await projections.caughtUp();
  const { events } = await projections.rebuild('chats');
  t.is(events, 2);
  t.like(notices, [{ type: 'ProjectionRebuilt', name: 'chats' }]);
  t.is(await codeOf(projections.rebuild('nothing')), 'not_found');
});

test('a log that cannot be opened is said at the start, and after the end nothing is answered', async t => {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-projections-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  const viewsPath = join(directory, 'views.sqlite');
  const nowhere = { engine: 'sqlite', path: join(directory, 'none.sqlite') } as const;
  await t.throwsAsync(startProjections({ log: nowhere, viewsPath }), { name: 'StoreUnavailable' });
  const { projections } = await program(t);
  const waiting = projections.caughtUp();
  await projections.close();
  t.true(['answered', 'upstream_unavailable'].includes(await codeOf(waiting)));
  t.is(await codeOf(projections.queries.audit()), 'upstream_unavailable');
  await projections.close();
});
