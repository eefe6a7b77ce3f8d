import { default as test } from 'ava';
import fc from 'fast-check';
import { fold, initialState } from '../../../domain/fold.ts';
import { jobAggregate } from '../../../domain/job/aggregate.ts';
import { gateStates } from '../../../domain/job/rules.ts';
import type { Job } from '../../../domain/job/state.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Fact } from '../../../domain/upcast.ts';
import { after, asFact } from '../given.ts';
import * as told from './told-job.ts';

/** Any orders by anybody in any order, time running on: what must hold after each of them. */

const by = fc.constantFrom(told.vera, told.olu, told.anna, told.bert, told.root, told.worker);
const fence = fc.integer({ min: 1, max: 4 });
const mode = fc.constantFrom('readonly', 'supervised', 'auto');
const order = fc.oneof(
  by.map(who => told.ask(who)),
  by.map(who => told.approve(who)),
  by.map(who => told.reject(who)),
  fc.tuple(by, mode).map(([who, how]) => told.resume(who, how)),
  by.map(who => told.attachPlan(who)),
  by.map(who => told.stop(who)),
  fc.tuple(by, mode).map(([who, how]) => told.recover(who, how)),
  fc.constant(null).map(() => told.claim()),
  fence.map(f => told.beat(f)),
  fence.map(f => told.succeed(f)),
  fence.map(f => told.fail(f)),
  fence.map(f => told.yieldUp(f)),
  fence.map(f => told.release(f)),
  fence.map(f => told.reclaim(f)),
  fence.map(f => told.adopt(f)),
  fence.map(f => told.forceCancel(f)),
);
const step = fc.record({ order, waitS: fc.integer({ min: 0, max: 150 }) });

const spec = told.spec();
const start = fc.constantFrom('requested', 'approved', 'queued', 'running');

test('[C-29] [P5] [I1] [I2] [I3] [I6] [I7] [I8] [I18] any thousand sequences of orders keep the promises of a job', t => {
  let ran = 0;
  fc.assert(
    fc.property(start, fc.array(step, { maxLength: 60 }), (from, steps) => {
      let facts = told.ways[from as told.Way].map(asFact);
      let state = fold(jobAggregate, initialState(jobAggregate), facts);
      let seconds = 0;
      for (const { order, waitS } of steps) {
        seconds += waitS;
        const given = { correlationId: 'tg-1', ...order, at: after(seconds) };
        const more = gives(given, state);
        const before = state;
        const recorded = more.map((fact, index) => asFact(fact, facts.length + index));
        state = fold(jobAggregate, state, recorded);
        check(
          given,
          before,
          more.map(({ type }) => type),
          state,
        );
        facts = [...facts, ...recorded];
      }
      if (state.value === 'succeeded') ran++;
      checkWhole(facts);
    }),
    { numRuns: 1000 },
  );
  t.true(ran > 0, 'some of them came to a good end');
});

// biome-ignore lint/suspicious/noExplicitAny: a snapshot of the job's own machine.
function check(order: any, before: any, facts: string[], now: any): void {
  const job = before.context as Job;
  if (['Approve', 'Reject', 'AttachPlan', 'Review'].includes(order.type))
    hold(!facts.some(type => ['JobQueued', 'AttemptStarted'].includes(type)), 'I1', order);
  if (facts.includes('JobQueued')) {
    hold(
      gateStates(job).every(({ satisfied }) => satisfied),
      'I2',
      order,
    );
    hold(order.type === 'Resume' && order.mode !== 'readonly', 'P5 I19', order);
  }
  hold((now.context as Job).attempt <= spec.limits.attemptsMax, 'I7', order);
  hold(before.value !== 'succeeded' || now.value === 'succeeded', 'I8', order);
  if (['failed', 'canceled', 'expired'].includes(before.value) && now.value !== before.value)
    hold(order.type === 'Recover' && order.by.role === 'admin', 'I8', order);
  if (facts.includes('TransitionRefused')) hold(facts.length === 1 && now.value === before.value, 'I13', order);
}

/** Over the whole stream: one way into the queue for each epoch, tokens that only grow, one success. */
function checkWhole(facts: Fact[]): void {
  let queuedInEpoch = 0;
  let lastFence = 0;
  for (const { type, data } of facts) {
    if (type === 'JobRecovered') queuedInEpoch = 0;
    if (type === 'JobQueued') hold(++queuedInEpoch <= 1, 'I3', data);
    if (type === 'AttemptStarted') {
      hold((data.fence as number) > lastFence, 'I6', data);
      lastFence = data.fence as number;
    }
  }
  hold(facts.filter(({ type }) => type === 'JobSucceeded').length <= 1, 'C-29', {});
  const words = facts.filter(({ type }) => type === 'ApprovalRecorded').map(({ data }) => data);
  hold(
    words.every(({ by }) => (by as { role: string }).role !== 'system'),
    'people approve',
    words,
  );
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
function gives(order: any, state: any): { type: string }[] {
  try {
    return jobAggregate.decide(order, state);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    try {
      return jobAggregate.refuse!(order, refusal, state);
    } catch (again) {
      if (again === refusal) return [];
      throw again;
    }
  }
}

function hold(holds: boolean, invariant: string, about: unknown): void {
  if (!holds) throw new Error(`${invariant}: ${JSON.stringify(about)}`);
}
