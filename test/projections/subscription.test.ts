import test from 'ava';
import { given } from './histories.ts';
import { appendAll, everyRow, kit, rebuilt } from './kit.ts';

for (const how of ['end', 'throw'] as const) {
  test(`[E5] a subscription that is cut (${how}) is begun again from the checkpoint, and nothing is lost or doubled`, async t => {
    const { log, time, runner, models, projections, notices } = kit({ pageMax: 2 });
    appendAll(
      log,
      [1, 2, 3, 4, 5, 6, 7].map(n => given.received(n, 1)),
    );
    log.faults.cutAfterPages = { pages: 2, how };
    runner.start();
    await time.pass(900);
    t.like(await runner.status(), { state: 'interrupted' });
    t.like(notices, [{ type: 'ProjectingInterrupted', failures: 1, retryMs: 1000 }]);
    await time.pass(200);
    await runner.caughtUp();
    t.is(log.subscriptions, 2);
    t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
    t.like(await runner.status(), { state: 'running' });
    t.like(notices.at(-1), { type: 'ProjectingResumed', failures: 1 });
    await runner.stop();
  });
}

test('[E5] a subscription that is silent while the log has more is given up after 10 s', async t => {
  const { log, time, runner, models, projections, notices } = kit({ pageMax: 2, stallMs: 10_000 });
  appendAll(
    log,
    [1, 2, 3, 4].map(n => given.received(n, 1)),
  );
  log.faults.silentAfterPages = 1;
  runner.start();
  await time.pass(9_900);
  t.deepEqual(notices, []);
  await time.pass(200);
  t.like(notices[0], { type: 'ProjectingInterrupted' });
  await time.pass(1_100);
  await runner.caughtUp();
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  await runner.stop();
});

test('[E5] a subscription that is silent because nothing happens is left alone', async t => {
  const { log, time, runner, notices } = kit({ stallMs: 10_000 });
  appendAll(log, [given.received(1, 1)]);
  runner.start();
  await runner.caughtUp();
  await time.pass(300_000);
  t.is(log.subscriptions, 1);
  t.deepEqual(notices, []);
  await runner.stop();
});

test('[E5] events that come again are taken once', async t => {
  const { log, runner, models, projections } = kit({ pageMax: 3 });
  log.faults.repeats = 5;
  appendAll(
    log,
    Array.from({ length: 20 }, (_, n) => given.refused(n, 1)),
  );
  runner.start();
  await runner.caughtUp();
  t.like(everyRow(models, projections)['chats/chats'], [{ refused: 20 }]);
  await runner.stop();
});

test('a log that is away is waited for ever less often, the age grows meanwhile, and the views go on when it is back', async t => {
  const { log, time, runner, models, projections, notices } = kit({ retry: { baseMs: 1000, capMs: 4000 } });
  appendAll(log, [given.received(1, 1)]);
  runner.start();
  await runner.caughtUp();
  // The head is known from here on: the age is counted from when it was last heard.
  await time.pass(50_000);
  t.true((await runner.status()).views.every(({ lagMs }) => lagMs === 0));
  log.faults.away = 'connection refused';
  log.stir();
  await time.pass(20_000);
  const status = await runner.status();
  t.like(status, { state: 'interrupted', cause: 'Error: connection refused' });
  t.true(status.views.every(({ lagMs, position }) => lagMs === 20_000 && position === '1'));
  const waits = notices.flatMap(notice => (notice.type === 'ProjectingInterrupted' ? [notice.retryMs] : []));
  t.deepEqual(waits.slice(0, 4), [1000, 2000, 4000, 4000]);
  delete log.faults.away;
  appendAll(log, [given.received(2, 1)]);
  await time.pass(4_000);
  t.deepEqual(await runner.caughtUp(), { degraded: [] });
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  t.like(await runner.status(), { state: 'running' });
  await runner.stop();
});

test('who waits for the views while the log is away is answered once it is back, or told that projecting stopped', async t => {
  const { log, time, runner } = kit();
  log.faults.away = 'connection refused';
  runner.start();
  const waiting = runner.caughtUp();
  await time.pass(5_000);
  delete log.faults.away;
  await time.pass(60_000);
  t.deepEqual(await waiting, { degraded: [] });
  log.faults.away = 'connection refused';
  const rejected = t.throwsAsync(runner.caughtUp(), { message: 'projecting was stopped' });
  await time.settle();
  await runner.stop();
  await rejected;
});
