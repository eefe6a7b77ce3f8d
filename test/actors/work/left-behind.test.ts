import { default as test } from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import type { LeftBehind } from '../../../actors/work/ports.ts';
import { memoryStore, settle, testClock } from '../world.ts';
import { heldWork, light, once, shop } from './shop.ts';

/** A job that runs in a process that has died just now, and the next run of the program in the same place. */
async function afterCrash(left: LeftBehind | undefined, spec = once(), owner = 'harbour-2') {
  const store = memoryStore();
  const first = shop({ performers: { [spec.class]: heldWork() }, store });
  const jobId = await first.ask(spec);
  const work = heldWork(left === undefined ? {} : { left });
  const next = shop({ performers: { [spec.class]: work }, store, owner });
  await next.system.wake(`job-${jobId}`);
  await next.clock.pass(1);
  return { ...next, jobId, work, news: next.types(jobId).slice(5) };
}

test('[J1] [D-04] a success that a dead worker left behind is found at the start, and told once', async t => {
  const left = { state: 'succeeded', result: { summary: 'restarted', data: {} }, durationMs: 7 } as const;
  const { news, fact, jobId, work, clock, types } = await afterCrash(left);
  t.deepEqual(news, ['OutcomeRecovered', 'JobSucceeded']);
  t.is(fact(jobId, 'JobSucceeded')?.durationMs, 7);
  await clock.pass(300_000);
  t.deepEqual(types(jobId).slice(5), news);
  t.is(work.attempts.length, 0);
});

test('[J3] a failure that was left behind counts as the attempt that it was', async t => {
  const failure = { code: 'exit_code', class: 'upstream', message: 'It ended with 1.', retryable: false } as const;
  const { news } = await afterCrash({ state: 'failed', failure });
  t.deepEqual(news, ['OutcomeRecovered', 'AttemptFailed', 'JobFailed']);
});

test('[P4] [J3] of work that must not run twice a person decides at once when nothing tells whether it ran', async t => {
  const { news, fact, jobId, work } = await afterCrash({ state: 'unknown' });
  t.deepEqual(news, ['LeaseExpired', 'JobFailed']);
  t.is(fact(jobId, 'JobFailed')?.needsOperator, 'outcome_unknown');
  t.is(work.attempts.length, 0);
});

test('[P4] what is certain never to have begun is begun again', async t => {
  const { news, work, clock } = await afterCrash({ state: 'never_began' });
  t.deepEqual(news, ['LeaseExpired']);
  await clock.pass(60_000);
  t.is(work.attempts.length, 1);
  t.is(work.attempts[0]!.fence, 2);
});

test('[J3] [D-03] what goes on without its worker is taken over under the same token, and its end is told', async t => {
  const { news, work, jobId, types, clock, workshop } = await afterCrash({
    state: 'running',
    attach: async () => never,
  });
  t.deepEqual(news, ['OutcomeRecovered', 'LeaseClaimed']);
  t.is(work.attempts[0]!.fence, 1);
  t.true(workshop.works(jobId, 1));
  await clock.pass(200_000);
  t.true(types(jobId).includes('Heartbeat'));
  await work.succeed();
  t.is(types(jobId).at(-1), 'JobSucceeded');
});

const never = { summary: 'never', data: {} };

test('a stop that was asked for while nobody was there reaches what is taken over', async t => {
  const store = memoryStore();
  const first = shop({ performers: { task: heldWork({ stops: false }) }, store });
  const jobId = await first.ask(once());
  await first.order(jobId, 'Stop', { reason: 'enough' });
  const work = heldWork({ left: { state: 'running', attach: async () => never } });
  const next = shop({ performers: { task: work }, store, owner: 'harbour-2' });
  await next.system.wake(`job-${jobId}`);
  await next.clock.pass(1);
  t.is(next.types(jobId).at(-1), 'JobCanceled');
});

test('[D-03] [C-12] light work of a dead worker is queued again at once, and the attempt counts', async t => {
  const { news, fact, jobId, work, clock } = await afterCrash(undefined, light());
  t.deepEqual(news, ['LeaseExpired']);
  t.true(fact(jobId, 'LeaseExpired')?.ownerGone);
  await clock.pass(60_000);
  t.is(work.attempts[0]!.attempt, 2);
});

test('[D-17] a job that kills its process each time ends FAILED', async t => {
  const store = memoryStore();
  const first = shop({ performers: { probe: heldWork() }, store });
  const jobId = await first.ask();
  for (const owner of ['harbour-2', 'harbour-3', 'harbour-4']) {
    const next = shop({ performers: { probe: heldWork() }, store, owner });
    await next.system.wake(`job-${jobId}`);
    await next.clock.pass(1_000);
  }
  t.is(first.types(jobId).at(-1), 'JobFailed');
  t.is(first.types(jobId).filter(type => type === 'AttemptStarted').length, 2);
});

test('[P3] what a worker in another place holds is left alone until its lease is over, and its leavings are not looked for here', async t => {
  const left = { state: 'never_began' } as const;
  const { news, types, jobId, clock, fact } = await afterCrash(left, once(), 'quay-1');
  t.deepEqual(news, []);
  await clock.pass(121_000);
  t.deepEqual(types(jobId).slice(5), ['LeaseExpired', 'JobFailed']);
  t.is(fact(jobId, 'JobFailed')?.needsOperator, 'outcome_unknown');
});

test('a look that fails is made again, less and less often', async t => {
  const store = memoryStore();
  const first = shop({ performers: { task: heldWork() }, store });
  const jobId = await first.ask(once());
  let looks = 0;
  const lookUp = async (): Promise<LeftBehind> => {
    looks++;
    if (looks < 4) throw new Error('the directory cannot be read');
    return { state: 'unknown' };
  };
  const performer = { perform: async () => never, lookUp };
  const next = shop({ performers: { task: performer }, store, owner: 'harbour-2' });
  await next.system.wake(`job-${jobId}`);
  await next.clock.pass(13_000);
  t.is(looks, 3);
  await next.clock.pass(10_000);
  t.is(looks, 4);
  t.is(next.types(jobId).at(-1), 'JobFailed');
  t.deepEqual(next.told, []);
});

test('[C-05] waking a job that is being worked on here changes nothing', async t => {
  const work = heldWork();
  const { ask, system, types, clock } = shop({ performers: { probe: work } });
  const jobId = await ask();
  const before = types(jobId);
  system.sleep(`job-${jobId}`);
  await system.wake(`job-${jobId}`);
  await clock.pass(1_000);
  await settle();
  t.deepEqual(types(jobId), before);
  await work.succeed();
  t.is(types(jobId).at(-1), 'JobSucceeded');
});

/** A wall clock that can be set back; alarms at an instant look at it again each second. */
function clockToSetBack() {
  const clock = testClock();
  let backMs = 0;
  const now = () => new Date(Date.parse(clock.now()) - backMs).toISOString();
  const at = (due: string, callback: () => void) => {
    let callOff = () => {};
    const look = () => {
      const leftMs = Date.parse(due) - Date.parse(now());
      if (leftMs <= 0) return callback();
      callOff = clock.after(Math.min(leftMs, 1_000), look);
    };
    callOff = clock.after(0, look);
    return () => callOff();
  };
  return {
    clock: { ...clock, now, at },
    setBack: (ms: number) => {
      backMs = ms;
    },
  };
}

test('[P2] a worker that gave up its lease while the log was away is found out about although the clock was set back an hour', async t => {
  const { clock, setBack } = clockToSetBack();
  const store = memoryStore();
  const work = heldWork({ stops: false, left: { state: 'unknown' } });
  const { ask, types } = shop({ performers: { task: work }, store, clock });
  const jobId = await ask(once());
  await clock.pass(30_000);
  setBack(3_600_000);
  store.fail = () => ({ before: new StoreUnavailable('the disk is full', { hint: 'wait' }) });
  await clock.pass(200_000);
  store.fail = () => undefined;
  t.is(types(jobId).at(-1), 'AttemptStarted');
  await clock.pass(200_000);
  t.deepEqual(types(jobId).slice(-2), ['LeaseExpired', 'JobFailed']);
});
