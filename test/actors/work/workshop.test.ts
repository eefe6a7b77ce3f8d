import { default as test } from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import { memoryStore } from '../world.ts';
import { heldWork, light, once, shop, wrong } from './shop.ts';

const ran = ['JobRequested', 'JobApproved', 'JobQueued', 'LeaseClaimed', 'AttemptStarted'];

test('[R-303] [C-10] a light job is claimed, done and told, each step in the log before the next begins', async t => {
  const work = heldWork();
  const { ask, types, fact, state } = shop({ performers: { probe: work } });
  const jobId = await ask();
  t.deepEqual(types(jobId), ran);
  t.is(work.attempts.length, 1);
  t.is(work.attempts[0]!.jobId, jobId);
  t.is(work.attempts[0]!.fence, 1);
  await work.succeed();
  t.deepEqual(types(jobId), [...ran, 'JobSucceeded']);
  t.deepEqual(fact(jobId, 'JobSucceeded')?.result, { summary: 'done', data: {} });
  t.is(await state(jobId), 'succeeded');
});

test('[D-05] [C-16] a passing failure is tried again after its wait, and the second attempt may end well', async t => {
  const work = heldWork();
  const { ask, types, fact, clock } = shop({ performers: { probe: work } });
  const jobId = await ask();
  await work.fail(wrong());
  t.is(types(jobId).at(-1), 'AttemptFailed');
  t.is(fact(jobId, 'AttemptFailed')?.retryAt, '2026-11-21T12:00:00.050Z');
  await clock.pass(49);
  t.is(work.attempts.length, 1);
  await clock.pass(1);
  t.is(work.attempts[1]!.fence, 2);
  t.is(work.attempts[1]!.attempt, 2);
  await work.succeed();
  t.is(types(jobId).at(-1), 'JobSucceeded');
});

test('[D-17] [C-29] a job on which the program itself fails each time ends FAILED after its attempts', async t => {
  const work = heldWork();
  const { ask, types, fact, clock } = shop({ performers: { probe: work } });
  const jobId = await ask();
  for (let attempt = 1; attempt <= 2; attempt++) {
    await work.fail(new TypeError('undefined is not a function'));
    await clock.pass(60_000);
  }
  t.is(work.attempts.length, 2);
  t.is(types(jobId).filter(type => type === 'AttemptFailed').length, 2);
  t.is(types(jobId).at(-1), 'JobFailed');
  t.like(fact(jobId, 'JobFailed')?.failure, { code: 'internal_error', class: 'internal' });
});

test('[P4] work that must not run twice is not tried again on a fault of the program', async t => {
  const work = heldWork();
  const { ask, types } = shop({ performers: { task: work } });
  const jobId = await ask(once());
  await work.fail(new TypeError('undefined is not a function'));
  t.deepEqual(types(jobId).slice(-2), ['AttemptFailed', 'JobFailed']);
});

test('[C-12] [P3] a heartbeat renews the lease every third of it, and the work goes on', async t => {
  const work = heldWork();
  const { ask, types, fact, clock, state } = shop({ performers: { probe: work } });
  const jobId = await ask();
  await clock.pass(400_000);
  t.is(types(jobId).filter(type => type === 'Heartbeat').length, 10);
  t.is(fact(jobId, 'Heartbeat')?.expiresAt, '2026-11-21T12:08:40.000Z');
  t.is(await state(jobId), 'running');
  t.false(work.attempts[0]!.signal.aborted);
});

test('[P3] a worker that cannot renew its lease stops itself before anybody else may have the work', async t => {
  const store = memoryStore();
  const work = heldWork();
  const { ask, types, clock } = shop({ performers: { probe: work }, store });
  const jobId = await ask();
  const away = new StoreUnavailable('gone', { hint: 'wait' });
  store.fail = () => ({ before: away });
  await clock.pass(117_999);
  t.false(work.attempts[0]!.signal.aborted);
  await clock.pass(1);
  t.true(work.attempts[0]!.signal.aborted);
  t.is(work.attempts[0]!.signal.reason, 'lease_lost');
  delete store.fail;
  await clock.pass(10_000);
  t.is(types(jobId)[5], 'LeaseExpired');
  t.is(work.attempts[1]!.fence, 2);
});

test('[D-07] [C-13] [D-08] a worker that slept through its lease wakes up, says what it did, and changes nothing', async t => {
  const store = memoryStore();
  const [stalled, fresh] = [heldWork(), heldWork()];
  const sleeper = shop({ performers: { probe: stalled }, store });
  const jobId = await sleeper.ask();
  const other = shop({ performers: { probe: fresh }, store, owner: 'quay-1' });
  await other.system.wake(`job-${jobId}`);
  await other.clock.pass(130_000);
  t.is(fresh.attempts[0]!.fence, 2);
  await stalled.succeed();
  t.is(other.types(jobId).at(-1), 'TransitionRefused');
  t.like(other.fact(jobId, 'TransitionRefused'), { command: 'Succeed', code: 'stale_lease' });
  await fresh.succeed();
  t.is(other.types(jobId).at(-1), 'JobSucceeded');
  t.is(other.types(jobId).filter(type => type === 'JobSucceeded').length, 1);
});

test('work that does not stop when its lease is lost holds up no further attempt for longer than its grace', async t => {
  const store = memoryStore();
  const work = heldWork({ stops: false });
  const { ask, types, clock, fact } = shop({ performers: { probe: work }, store });
  const jobId = await ask();
  store.fail = () => ({ before: new StoreUnavailable('gone', { hint: 'wait' }) });
  await clock.pass(121_000);
  delete store.fail;
  await clock.pass(6_000);
  t.is(types(jobId).at(-1), 'LeaseExpired');
  t.is(work.attempts.length, 1);
  await clock.pass(2_000);
  t.is(work.attempts.length, 2);
  await work.succeed(0);
  t.is(types(jobId).at(-1), 'AttemptStarted');
  await work.succeed(1);
  t.is(fact(jobId, 'JobSucceeded')?.fence, 2);
});

test('an outcome is told until the log takes it', async t => {
  const store = memoryStore();
  const work = heldWork();
  const { ask, types, clock } = shop({ performers: { probe: work }, store });
  const jobId = await ask();
  store.fail = () => ({ before: new StoreUnavailable('gone', { hint: 'wait' }) });
  await work.succeed();
  await clock.pass(30_000);
  t.deepEqual(types(jobId), ran);
  delete store.fail;
  await clock.pass(10_000);
  t.is(types(jobId).at(-1), 'JobSucceeded');
});

test('[C-15] an attempt that takes too long is stopped and counts as a timeout', async t => {
  const work = heldWork();
  const { ask, fact, clock } = shop({ performers: { probe: work } });
  const jobId = await ask(light({ limits: { ...light().limits, timeoutMs: 30_000 } }));
  await clock.pass(30_000);
  t.is(work.attempts[0]!.signal.reason, 'timed_out');
  t.like(fact(jobId, 'AttemptFailed')?.failure, { code: 'timeout', class: 'timeout', retryable: true });
});

test('[C-15] the overall deadline ends a job whose work does not end', async t => {
  const work = heldWork();
  const { ask, types, clock } = shop({ performers: { probe: work } });
  const jobId = await ask(light({ limits: { ...light().limits, timeoutMs: 900_000, deadlineMs: 50_000 } }));
  await clock.pass(50_000);
  t.is(types(jobId).at(-1), 'JobExpired');
  t.is(work.attempts[0]!.signal.reason, 'lease_lost');
  await clock.pass(60_000);
  t.is(types(jobId).at(-1), 'JobExpired');
});

test('a stop reaches the work at once, and the job is CANCELED when it has stopped', async t => {
  const work = heldWork();
  const { ask, order, types } = shop({ performers: { probe: work } });
  const jobId = await ask();
  await order(jobId, 'Stop', { reason: 'enough' });
  t.is(work.attempts[0]!.signal.reason, 'cancelled');
  t.deepEqual(types(jobId).slice(-2), ['CancelRequested', 'JobCanceled']);
});

test('work that does not stop is ended without it after its grace, and its late success is refused and recorded', async t => {
  const work = heldWork({ stops: false });
  const { ask, order, types, fact, clock } = shop({ performers: { probe: work } });
  const jobId = await ask();
  await order(jobId, 'Stop', { reason: 'enough' });
  await clock.pass(9_000);
  t.is(types(jobId).at(-1), 'CancelRequested');
  await clock.pass(1_000);
  t.is(types(jobId).at(-1), 'JobCanceled');
  t.is(fact(jobId, 'JobCanceled')?.reason, 'enough');
});

test('a success that comes while it is being stopped is a success', async t => {
  const work = heldWork({ stops: false });
  const { ask, order, types } = shop({ performers: { probe: work } });
  const jobId = await ask();
  await order(jobId, 'Stop', { reason: 'enough' });
  await work.succeed();
  t.is(types(jobId).at(-1), 'JobSucceeded');
});

test('progress is recorded at most every 2.5 s, the last one always', async t => {
  const work = heldWork();
  const { ask, types, fact, clock } = shop({ performers: { probe: work } });
  const jobId = await ask();
  for (let step = 0; step < 100; step++) {
    work.attempts[0]!.tell({ note: `step ${step}`, percent: step, lines: Array(20).fill('x'.repeat(400)) });
    await clock.pass(100);
  }
  t.is(types(jobId).filter(type => type === 'Progress').length, 4);
  work.attempts[0]!.tell({ note: 'the last' });
  await work.succeed();
  t.deepEqual(types(jobId).slice(-2), ['Progress', 'JobSucceeded']);
  t.is(fact(jobId, 'Progress')?.note, 'the last');
});

test('a result that is not of its shape ends the job as a fault of the program, and nothing runs again', async t => {
  const { ask, types, fact } = shop({
    performers: { probe: { perform: async () => ({ summary: 'x'.repeat(700), data: {} }) } },
  });
  const jobId = await ask();
  t.is(types(jobId).at(-1), 'JobFailed');
  t.like(fact(jobId, 'JobFailed')?.failure, { code: 'internal_error' });
});
