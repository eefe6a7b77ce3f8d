import { default as test } from 'ava';
import { desk } from '../../../actors/work/desk.ts';
import { line } from '../../../actors/work/line.ts';
import type { JobClass } from '../../../domain/job/work.ts';
import { asFact } from '../../domain/given.ts';
import * as told from '../../domain/job/told-job.ts';
import { heldWork, light, shop } from './shop.ts';

const caps = { runningMax: 2, queuedMax: 3 };

/** A desk that was told the facts of one job, and what it counts then. */
function counting(facts: { type: string; retryAt?: string | undefined }[]) {
  const front = desk(() => caps);
  facts.forEach((fact, index) => {
    front.note('job-A', [asFact(fact, index)]);
  });
  return front.counts('task');
}

test('[C-36] [R-325] the desk counts a job where its facts have it', t => {
  const { requested, approved, queued, claimed, started, attemptFailed, failed } = told;
  const running = [requested(), approved(), queued(), claimed(), started()];
  t.deepEqual(counting([requested()]), { waiting: 1, running: 0 });
  t.deepEqual(counting([requested(), approved(), queued()]), { waiting: 1, running: 0 });
  t.deepEqual(counting(running), { waiting: 0, running: 1 });
  t.deepEqual(counting([...running, attemptFailed()]), { waiting: 1, running: 0 });
  t.deepEqual(counting([...running, { ...attemptFailed(), retryAt: undefined }, failed()]), { waiting: 0, running: 0 });
  t.deepEqual(counting([requested(), told.canceled()]), { waiting: 0, running: 0 });
  const recovered = { type: 'JobRecovered', by: told.root, reason: 'x', epoch: 1, jobClass: 'task', commandId: 'x' };
  const back = { ...recovered, at: told.requested().at, expiresAt: told.requested().expiresAt };
  t.deepEqual(counting([requested(), told.canceled(), back]), { waiting: 1, running: 0 });
});

test('what a view knows counts until facts say otherwise, in whichever order the two come', t => {
  const front = desk(() => caps);
  const seeded = (revision: bigint) => ({
    jobId: 'A',
    jobClass: 'task' as const,
    state: 'queued' as const,
    fence: 0,
    revision,
  });
  front.seed([seeded(4n)]);
  t.deepEqual(front.counts('task'), { waiting: 1, running: 0 });
  front.note('job-A', [asFact(told.started(), 6)]);
  front.seed([seeded(4n)]);
  t.deepEqual(front.counts('task'), { waiting: 0, running: 1 });
});

test('[R-323] [D-16] the last place is given to one order only, and is free again when that order came to nothing', t => {
  const front = desk(() => caps);
  const places = [front.admit('task'), front.admit('task'), front.admit('task'), front.admit('task')];
  t.deepEqual(
    places.map(({ room }) => room.used),
    [0, 1, 2, 3],
  );
  places[1]!.done();
  places[1]!.done();
  t.is(front.admit('task').room.used, 3);
});

test('[R-323] [D-16] a full class refuses with a time to come again and makes no stream; other classes are open', async t => {
  const queuedMax = 3;
  const { ask, store, jobs } = shop({ caps: { probe: { runningMax: 1, queuedMax } } });
  for (let count = 0; count < queuedMax; count++) await ask();
  const before = store.events.length;
  const refused = await t.throwsAsync(ask());
  t.like(refused, { code: 'queue_saturated', retryAfterMs: 1000 });
  t.is(store.events.length, before);
  t.truthy(await ask(light({ class: 'render', name: 'cpu' })));
  t.is((await jobs.autonomy()) as string, 'supervised');
});

test('[R-323] simultaneous requests never exceed the cap', async t => {
  const { ask, store } = shop({ caps: { probe: { runningMax: 1, queuedMax: 5 } } });
  const asked = await Promise.allSettled(Array.from({ length: 30 }, () => ask()));
  t.is(asked.filter(({ status }) => status === 'fulfilled').length, 5);
  t.is(store.events.filter(({ type }) => type === 'JobRequested').length, 5);
});

test('[I4] [I5] the same key is the same job; the same key for something else is refused, also the second time it is asked', async t => {
  const { jobs, ask, types } = shop();
  const jobId = await ask(light(), 'key-1');
  t.is(await ask(light(), 'key-1'), jobId);
  t.is(types(jobId).at(-1), 'RequestRepeated');
  const other = {
    ...{ spec: light({ planHash: 'f'.repeat(64) }), key: 'key-1', by: told.olu, commandId: 'other' },
    chain: { correlationId: 'x', causationId: 'x' },
  };
  for (let time = 0; time < 2; time++)
    t.like(await t.throwsAsync(jobs.request(other)), { code: 'idempotency_conflict' });
  t.is(types(jobId).filter(type => type === 'IdempotencyConflict').length, 1);
});

test('[R-317] whoever waits for the end of a job is told it, or where it stands when the time is over', async t => {
  const work = heldWork();
  const { jobs, ask, clock } = shop({ performers: { probe: work } });
  const jobId = await ask();
  const never = new AbortController().signal;
  const soon = jobs.awaitEnd(jobId, 1_000, never);
  await clock.pass(1_000);
  t.is((await soon)?.state, 'running');
  const later = jobs.awaitEnd(jobId, 60_000, never);
  await work.succeed();
  t.is((await later)?.state, 'succeeded');
  t.is(await jobs.awaitEnd('NOSUCHJOB', 10, never), undefined);
});

test('[R-324] offers of a class come out as they went in, and the classes take turns', t => {
  const offers = line(5);
  const put = (jobId: string, jobClass: JobClass) => offers.add({ jobId, jobClass, fence: 1 });
  for (const jobId of ['A', 'B', 'C']) put(jobId, 'probe');
  put('X', 'render');
  put('A', 'probe');
  put('Y', 'render');
  put('D', 'probe');
  t.is(offers.waiting, 5);
  const next = (mayTake: (jobClass: JobClass) => boolean = () => true) => offers.next(mayTake)?.jobId;
  t.deepEqual([next(), next(), next()], ['A', 'X', 'B']);
  t.is(
    next(jobClass => jobClass === 'probe'),
    'C',
  );
  offers.remove('Y');
  t.is(next(), undefined);
  t.is(offers.waiting, 0);
});
