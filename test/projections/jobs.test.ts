import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { fold, initialState } from '../../domain/fold.ts';
import { jobAggregate } from '../../domain/job/aggregate.ts';
import { gateStates } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';
import type { JsonObject } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { queries } from '../../projections/answering.ts';
import type { JobSummary } from '../../projections/jobs-query.ts';
import { after, asFact } from '../domain/given.ts';
import * as told from '../domain/job/told-job.ts';
import { newEvent, type Placed } from './histories.ts';
import { appendAll, kit, rebuilt, smallTables } from './kit.ts';

// biome-ignore lint/suspicious/noExplicitAny: orders of every kind.
type Order = any;

const fence = fc.integer({ min: 1, max: 3 });
const people = fc.constantFrom(told.olu, told.anna, told.bert, told.root);
const order: fc.Arbitrary<Order> = fc.oneof(
  people.map(who => told.approve(who)),
  people.map(who => told.resume(who)),
  people.map(who => told.stop(who)),
  fc.constant(null).map(() => told.recover()),
  fc.constant(null).map(() => told.claim()),
  fc.constant(null).map(() => told.follow()),
  fc.constant(null).map(() => told.noteTold()),
  fence.map(f => told.beat(f)),
  fence.map(f => told.progress(f)),
  fence.map(f => told.succeed(f)),
  fence.map(f => told.fail(f)),
  fence.map(f => told.release(f)),
  fence.map(f => told.reclaim(f)),
  fence.map(f => told.adopt(f)),
  fence.map(f => told.forceCancel(f)),
);

/** The facts that some orders lead to, one after the other, and the job after them. */
function lifeOf(start: told.Way, orders: { order: Order; waitS: number }[]) {
  let facts = told.ways[start].map(asFact);
  let state = fold(jobAggregate, initialState(jobAggregate), facts);
  let seconds = 0;
  for (const { order, waitS } of orders) {
    seconds += waitS;
    const given = { correlationId: 'tg-1', ...order, at: after(seconds) };
    const recorded = decided(given, state).map((fact, index) => asFact(fact, facts.length + index));
    state = fold(jobAggregate, state, recorded);
    facts = [...facts, ...recorded];
  }
  return { facts, job: state.context as Job, state: state.value as string };
}

function decided(order: Order, state: Order): { type: string }[] {
  try {
    return jobAggregate.decide(order, state);
  } catch (error) {
    if (error instanceof Refusal) return [];
    throw error;
  }
}

const placed = (jobId: string, type: string, data: JsonObject): Placed => ({
  stream: `job-${jobId}`,
  event: newEvent(type, type === 'JobRequested' ? { ...data, jobId } : data),
});

async function viewAfter(history: Placed[]) {
  const { log, runner, models, projections } = kit();
  appendAll(log, history);
  runner.start();
  await runner.caughtUp();
  const asked = queries({ views: models, head: runner.head, tables: smallTables() });
  return { asked, log, projections, runner, models };
}

testProp(
  '[C-14] [R-325] the row of a job says what its facts fold to, whatever its life, and is open exactly while the job is',
  [
    fc.constantFrom<told.Way>('requested', 'approved', 'queued', 'running', 'failed', 'canceled'),
    fc.array(fc.record({ order, waitS: fc.integer({ min: 0, max: 150 }) }), { maxLength: 40 }),
  ],
  async (t, start, orders) => {
    const { facts, job, state } = lifeOf(start, orders);
    const view = await viewAfter(facts.map(({ type, data }) => placed(told.jobId, type, data)));
    const { job: row } = await view.asked.job(told.jobId);
    t.like(row, expected(job, state));
    t.is(
      row!.gates.every(({ satisfied }) => satisfied),
      gateStates(job).every(({ satisfied }) => satisfied),
    );
    const { open } = await view.asked.openJobs();
    const isOpen = job.endedAt === undefined || row!.untold > 0;
    t.deepEqual(
      open.map(({ jobId }) => jobId),
      isOpen ? [told.jobId] : [],
    );
    const { byState } = await view.asked.jobCounts();
    t.is(byState[state as JobSummary['state']], 1);
    await view.runner.stop();
    view.models.close();
  },
  { numRuns: 150 },
);

function expected(job: Job, state: string) {
  const { lease, attempt, fence, dueAt, availableAt, epoch, needsOperator, lastFailure } = job;
  return {
    ...{ state, attempt, fence, recoveryEpoch: epoch },
    ownerId: lease?.owner ?? null,
    leaseExpiresAt: lease?.expiresAt ?? null,
    dueAt: dueAt ?? null,
    availableAt: availableAt ?? null,
    needsOperator: needsOperator ?? null,
    lastError: lastFailure === undefined ? null : { code: lastFailure.code, class: lastFailure.class },
    canceling: job.cancel !== undefined && job.endedAt === undefined,
    terminalAt: job.endedAt ?? null,
    untold: job.followers.length > 0 ? job.news - job.told : 0,
  };
}

test('[P7] twenty thousand that ended are kept, and every one that has not', async t => {
  t.timeout(60_000);
  const ended = (jobId: string) => [
    placed(jobId, 'JobRequested', requested),
    placed(jobId, 'JobCanceled', { by: told.olu, reason: 'enough', commandId: 'x', at: after(1) }),
  ];
  const history = [placed('OPEN', 'JobRequested', requested)];
  for (let index = 0; index < 20_005; index++) history.push(...ended(`J${index}`));
  const view = await viewAfter(history);
  const { byState } = await view.asked.jobCounts();
  t.deepEqual([byState.canceled, byState.requested], [20_000, 1]);
  t.is((await view.asked.job('J4')).job, null);
  t.is((await view.asked.job('J5')).job?.state, 'canceled');
  t.deepEqual(
    (await view.asked.openJobs()).open.map(({ jobId }) => jobId),
    ['OPEN'],
  );
  await view.runner.stop();
  view.models.close();
});

const requested = (() => {
  const { type: _, ...data } = told.requested();
  return data as unknown as JsonObject;
})();

test('jobs are listed newest first, by state and class, and a state that there is not is refused', async t => {
  const history = ['A', 'B', 'C'].map(jobId => placed(jobId, 'JobRequested', requested));
  history.push(placed('B', 'JobCanceled', { by: told.olu, reason: 'enough', commandId: 'x', at: after(1) }));
  const { asked, runner, models, log, projections } = await viewAfter(history);
  const ids = async (options: object) => (await asked.jobs(options)).jobs.map(({ jobId }) => jobId);
  t.deepEqual(await ids({}), ['C', 'B', 'A']);
  t.deepEqual(await ids({ limit: 1 }), ['C']);
  t.deepEqual(await ids({ state: 'canceled' }), ['B']);
  t.deepEqual(await ids({ class: 'task', state: 'requested' }), ['C', 'A']);
  t.deepEqual(await ids({ class: 'render' }), []);
  t.deepEqual(await ids({ before: 'C' }), ['B', 'A']);
  t.deepEqual(await ids({ before: 'C', state: 'requested', limit: 1 }), ['A']);
  t.deepEqual(await ids({ before: 'nobody' }), []);
  await t.throwsAsync(asked.jobs({ state: 'sleeping' as never }), { instanceOf: Refusal, message: /requested/ });
  const { byClass, approvals } = await asked.jobCounts();
  t.is(byClass.task.waiting, 2);
  t.is(approvals.pending, 2);
  t.truthy(await rebuilt(log, projections));
  await runner.stop();
  models.close();
});
