import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { sqliteViews } from '../../adapters/sqlite/views.ts';
import type { Projection } from '../../projections/projection.ts';
import { ProjectionRunner } from '../../projections/runner.ts';
import { keyed } from '../../projections/table.ts';
import type { MemoryEventLog } from '../doubles/memory-event-log.ts';
import { anyHistory, given } from './histories.ts';
import { appendAll, everyRow, kit, rebuilt } from './kit.ts';

const how = fc.record({
  pageMax: fc.integer({ min: 1, max: 7 }),
  batchMax: fc.integer({ min: 1, max: 5 }),
  /** Pages after which the run before the last one ends, for good. */
  crashes: fc.array(fc.nat({ max: 6 }), { maxLength: 4 }),
  repeats: fc.nat({ max: 3 }),
  /** Events that are there before the first run; the others come between the runs. */
  first: fc.nat({ max: 40 }),
  step: fc.constantFrom(1n, 7n),
});

testProp(
  '[P7] [I16] views rebuilt from zero equal the live ones, row for row, whatever the history, the cuts, the crashes and the repeats',
  [anyHistory(60), how],
  async (t, history, { crashes, first, repeats, ...cuts }) => {
    const { log, time, models, projections } = kit(cuts);
    log.faults.repeats = repeats;
    const rest = history.slice(first);
    appendAll(log, history.slice(0, first));
    for (const pages of crashes) {
      await runUntilCut(
        log,
        pages,
        () => new ProjectionRunner({ log, models, projections, clock: time, timers: time, ...cuts }),
      );
      appendAll(log, rest.splice(0, 5));
    }
    const last = new ProjectionRunner({ log, models, projections, clock: time, timers: time, ...cuts });
    last.start();
    appendAll(log, rest);
    t.deepEqual(await last.caughtUp(), { degraded: [] });
    await last.stop();
    t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
    models.close();
  },
  { numRuns: 60 },
);

/** Runs until the subscription is cut after so many pages; what the run held in memory is gone then. */
async function runUntilCut(log: MemoryEventLog, pages: number, start: () => ProjectionRunner): Promise<void> {
  log.faults.cutAfterPages = { pages, how: 'throw' };
  const runner = start();
  runner.start();
  for (let turn = 0; turn < 5; turn += 1) await new Promise(resolve => setImmediate(resolve));
  await runner.stop();
  delete log.faults.cutAfterPages;
}

test('[E8] a view that is rebuilt answers and follows meanwhile, and the new one has what came meanwhile', async t => {
  const { log, runner, models, projections, notices } = kit({ pageMax: 2, pause: () => pausing.promise });
  let pausing = { promise: Promise.resolve(), resolve() {} };
  appendAll(log, [given.received(1, 1), given.opened(1, 1), given.accepted(1, 1), given.answered(1, 1)]);
  runner.start();
  await runner.caughtUp();
  pausing = Promise.withResolvers<void>();
  const building = runner.rebuild('chats');
  await turns();
  appendAll(log, [given.refused(2, 1)]);
  await turns();
  t.is(everyRow(models, projections)['chats/chats']?.length, 1);
  pausing.resolve();
  pausing = { promise: Promise.resolve(), resolve() {} };
  const { events } = await building;
  t.true(events >= 4);
  await runner.caughtUp();
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  t.true(notices.some(notice => notice.type === 'ProjectionRebuilt' && notice.name === 'chats'));
  await runner.stop();
});

const counts = keyed('counts', { type: 'text', count: 'integer' }, { key: ['type'] });
/** Version 1 counts by ones, version 2 by tens. */
const counting = (version: number): Projection => ({
  name: 'counting',
  version,
  tables: [counts],
  handles: 'all',
  apply(rows, { type }) {
    const { count = 0 } = rows.get(counts, type) ?? {};
    rows.put(counts, { type, count: count + 10 ** (version - 1) });
  },
});

test('a changed version is built beside the old view, which answers until then, and a build cut off is taken up', async t => {
  const models = sqliteViews({ path: ':memory:' });
  const old = kit({ models, projections: [counting(1)] });
  appendAll(old.log, [given.opened(1, 1), given.opened(2, 2), given.opened(3, 3)]);
  old.runner.start();
  await old.runner.caughtUp();
  await old.runner.stop();

  const { time } = old;
  const options = { log: old.log, models, projections: [counting(2)], clock: time, timers: time, batchMax: 1 };
  const held = Promise.withResolvers<void>();
  let batches = 0;
  const cut = new ProjectionRunner({
    ...options,
    async pause() {
      batches += 1;
      if (batches === 2) await held.promise;
    },
  });
  cut.start();
  await turns();
  t.deepEqual(everyRow(models, [counting(1)])['counting/counts'], [{ type: 'ChatOpened', count: 3 }]);
  t.is((await cut.status()).views[0]?.state, 'outdated');
  const stopping = cut.stop();
  held.resolve();
  await stopping;

  let seen = 0;
  const again = new ProjectionRunner({
    ...options,
    pause: async () => {
      seen += 1;
    },
  });
  again.start();
  await again.caughtUp();
  t.deepEqual(everyRow(models, [counting(2)])['counting/counts'], [{ type: 'ChatOpened', count: 30 }]);
  t.is(seen, 1); // Two of the three events were in it already.
  t.like((await again.status()).views[0], { state: 'live', version: 2, lagEvents: 0 });
  await again.stop();
});

test('a table of another shape is built anew, even when the version was forgotten', async t => {
  const models = sqliteViews({ path: ':memory:' });
  const { log, runner, time } = kit({ models, projections: [counting(1)] });
  appendAll(log, [given.opened(1, 1)]);
  runner.start();
  await runner.caughtUp();
  await runner.stop();
  const wider = keyed('counts', { type: 'text', count: 'integer', last: 'position' }, { key: ['type'] });
  const changed: Projection = {
    ...counting(1),
    tables: [wider],
    apply: (rows, { type, position }) => rows.put(wider, { type, count: 1, last: position }),
  };
  const next = new ProjectionRunner({ log, models, projections: [changed], clock: time, timers: time });
  next.start();
  await next.caughtUp();
  t.deepEqual(everyRow(models, [changed])['counting/counts'], [{ type: 'ChatOpened', count: 1, last: 1n }]);
  await next.stop();
});

test('views of a log that was set back are thrown away and built again', async t => {
  const { log, time, models, projections, runner, notices } = kit();
  appendAll(log, [given.received(1, 1), given.opened(1, 1), given.accepted(1, 1)]);
  runner.start();
  await runner.caughtUp();
  await runner.stop();
  for (const history of [[given.refused(2, 1)], [given.refused(2, 1), given.answered(1, 1), given.stranger(3)]]) {
    log.truncate(1);
    appendAll(log, history);
    const tell = notices.push.bind(notices);
    const next = new ProjectionRunner({ log, models, projections, clock: time, timers: time, tell });
    next.start();
    await next.caughtUp();
    await next.stop();
    t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  }
  t.true(notices.some(({ type }) => type === 'ViewsDiscarded'));
});

async function turns(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) await new Promise(resolve => setImmediate(resolve));
}
