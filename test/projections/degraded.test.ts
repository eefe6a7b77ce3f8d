import test from 'ava';
import { sqliteViews } from '../../adapters/sqlite/views.ts';
import { ViewsCorrupt, ViewsUnavailable } from '../../projections/ports.ts';
import type { Projection } from '../../projections/projection.ts';
import { keyed } from '../../projections/table.ts';
import { given } from './histories.ts';
import { appendAll, everyRow, kit, rebuilt } from './kit.ts';

const seen = keyed('seen', { position: 'position' }, { key: ['position'] });

/** Notes every position, and throws at those in `poison` as long as they are in it. */
function fragile(poison: Set<bigint>, name = 'fragile'): Projection {
  return {
    name,
    version: 1,
    tables: [seen],
    handles: 'all',
    apply(rows, { position }) {
      rows.insert(seen, { position });
      if (poison.has(position)) throw new TypeError(`cannot digest ${position}`);
    },
  };
}

const positions = (rows: Record<string, object[]>, name: string) =>
  (rows[`${name}/seen`] as { position: bigint }[]).map(({ position }) => Number(position));

test('[E8] [D-27] a projection that throws is set aside with its error, the others go on, and nothing half done is kept', async t => {
  const projections = [fragile(new Set([3n])), fragile(new Set(), 'sound')];
  const { log, runner, models, notices } = kit({ projections });
  appendAll(
    log,
    [1, 2, 3, 4].map(n => given.opened(n, n)),
  );
  runner.start();
  t.deepEqual(await runner.caughtUp(), { degraded: ['fragile'] });
  appendAll(log, [given.opened(5, 5)]);
  await runner.caughtUp();
  const rows = everyRow(models, projections);
  t.deepEqual(positions(rows, 'fragile'), [1, 2]);
  t.deepEqual(positions(rows, 'sound'), [1, 2, 3, 4, 5]);
  const { views, state } = await runner.status();
  t.is(state, 'running');
  t.like(views[0], { state: 'degraded', position: '2', lagEvents: 3 });
  t.like(views[0]?.error, {
    message: 'TypeError: cannot digest 3',
    position: '3',
    eventType: 'ChatOpened',
    failures: 1,
  });
  t.like(views[1], { state: 'live', position: '5', lagEvents: 0, lagMs: 0 });
  t.like(notices[0], { type: 'ProjectionDegraded', name: 'fragile', position: '3' });
  await runner.stop();
});

test('[D-27] a projection that is set aside is tried again ever less often, and is level again once it can', async t => {
  const poison = new Set([2n]);
  const projections = [fragile(poison)];
  const { log, time, runner, models } = kit({ projections, retry: { baseMs: 1000, capMs: 3000 } });
  appendAll(log, [given.opened(1, 1), given.opened(2, 2)]);
  runner.start();
  await runner.caughtUp();
  const waits: number[] = [];
  for (let failures = 1; failures <= 4; failures += 1) {
    const { error } = (await runner.status()).views[0]!;
    t.is(error?.failures, failures);
    waits.push(Date.parse(error!.retryAt) - Date.parse(time.now()));
    await time.pass(waits.at(-1)!);
  }
  t.deepEqual(waits, [1000, 2000, 3000, 3000]);
  poison.clear();
  appendAll(log, [given.opened(3, 3)]);
  await time.pass(3000);
  appendAll(log, [given.opened(4, 4)]);
  t.deepEqual(await runner.caughtUp(), { degraded: [] });
  t.deepEqual(positions(everyRow(models, projections), 'fragile'), [1, 2, 3, 4]);
  t.is((await runner.status()).views[0]?.state, 'live');
  await runner.stop();
});

test('[D-27] the age of a view that is set aside is that of the oldest event it lacks', async t => {
  const { log, time, runner } = kit({
    projections: [fragile(new Set([2n]))],
    retry: { baseMs: 60_000, capMs: 60_000 },
  });
  appendAll(log, [given.opened(1, 1)]);
  await time.pass(10_000);
  appendAll(log, [given.opened(2, 2)]);
  runner.start();
  await runner.caughtUp();
  await time.pass(5_000);
  appendAll(log, [given.opened(3, 3)]);
  await time.pass(2_000);
  t.like((await runner.status()).views[0], { lagEvents: 2, lagMs: 7_000 });
  await runner.stop();
});

test('[E8] a rebuild of a projection that throws says so, and the old view stays', async t => {
  const poison = new Set<bigint>();
  const projections = [fragile(poison)];
  const { log, runner, models } = kit({ projections });
  appendAll(log, [given.opened(1, 1), given.opened(2, 2)]);
  runner.start();
  await runner.caughtUp();
  poison.add(1n);
  await t.throwsAsync(runner.rebuild('fragile'), { message: /fragile anew stopped at position 1: .*cannot digest 1/ });
  t.deepEqual(positions(everyRow(models, projections), 'fragile'), [1, 2]);
  appendAll(log, [given.opened(3, 3)]);
  await runner.caughtUp();
  t.deepEqual(positions(everyRow(models, projections), 'fragile'), [1, 2, 3]);
  await runner.stop();
});

test('a rebuild of a projection that there is not is refused with the names there are', async t => {
  const { runner } = kit({ projections: [fragile(new Set())] });
  const error = await t.throwsAsync(runner.rebuild('robust'), { name: 'Refusal' });
  t.like(error, { code: 'not_found', hint: 'There are: fragile.' });
});

test('[E8] views that are found damaged are thrown away and built again from the log', async t => {
  const models = sqliteViews({ path: ':memory:' });
  const { log, time, runner, projections, notices } = kit({ models });
  appendAll(log, [given.received(1, 1), given.opened(1, 1)]);
  runner.start();
  await runner.caughtUp();
  const { write } = models;
  models.write = () => {
    models.write = write;
    throw new ViewsCorrupt('database disk image is malformed', { hint: '' });
  };
  appendAll(log, [given.accepted(1, 1)]);
  await time.pass(2_000);
  await runner.caughtUp();
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  runner.discard('a query met a damaged page');
  const caughtUp = runner.caughtUp();
  await time.pass(2_000);
  await caughtUp;
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  t.deepEqual(
    notices.flatMap(notice => (notice.type === 'ViewsDiscarded' ? [notice.reason] : [])),
    ['database disk image is malformed', 'a query met a damaged page'],
  );
  await runner.stop();
});

test('[E8] views that cannot be written are tried again, and nothing is lost', async t => {
  const models = sqliteViews({ path: ':memory:' });
  const { log, time, runner, projections } = kit({ models, pageMax: 1 });
  const { write } = models;
  let failures = 3;
  models.write = batches => {
    failures -= 1;
    if (failures >= 0) throw new ViewsUnavailable('database or disk is full', { hint: 'make room' });
    return write.call(models, batches);
  };
  appendAll(log, [given.received(1, 1), given.opened(1, 1), given.accepted(1, 1)]);
  runner.start();
  await time.pass(2_000);
  t.like(await runner.status(), { state: 'interrupted', cause: 'ViewsUnavailable: database or disk is full' });
  await time.pass(10_000);
  t.deepEqual(await runner.caughtUp(), { degraded: [] });
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  await runner.stop();
});
