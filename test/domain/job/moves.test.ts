import { default as test } from 'ava';
import { fold, initialState } from '../../../domain/fold.ts';
import { jobAggregate } from '../../../domain/job/aggregate.ts';
import type { Agent } from '../../../domain/message.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { after, asFact } from '../given.ts';
import * as told from './told-job.ts';

/** The move table, walked whole: every state, every order, every role. */

const people: Record<string, Agent> = {
  viewer: told.vera,
  operator: told.olu,
  approver: told.anna,
  admin: told.root,
  system: told.worker,
};
const rank = ['viewer', 'operator', 'approver', 'admin'];
const states = Object.keys(told.ways) as told.Way[];

/** Who at least may give an order, where it changes something, and the facts that come of it. */
interface Row {
  order: (by: Agent) => { type: string };
  role: string;
  /** For each state in which it does something: the facts. Everywhere else it changes nothing. */
  moves: Partial<Record<told.Way, string[]>>;
  /** States in which it is a quiet no-op instead of a refusal. */
  quiet?: told.Way[];
}

const all = (facts: string[]) => Object.fromEntries(states.filter(s => s !== 'none').map(s => [s, facts]));
const table: Record<string, Row> = {
  RequestJob: {
    order: by => told.ask(by),
    role: 'operator',
    moves: { ...all(['RequestRepeated']), none: ['JobRequested'] },
  },
  AttachPlan: { order: by => told.attachPlan(by), role: 'operator', moves: { requested: ['PlanAttached'] } },
  Review: { order: by => told.review(by), role: 'approver', moves: { requested: ['JobReviewed'] } },
  Approve: {
    order: by => told.approve(by.id === told.anna.id ? told.bert : by),
    role: 'approver',
    moves: { requested: ['ApprovalRecorded', 'JobApproved'] },
  },
  Reject: {
    order: by => told.reject(by.id === told.anna.id ? told.bert : by),
    role: 'approver',
    moves: { requested: ['ApprovalRecorded', 'JobCanceled'] },
  },
  Resume: {
    order: by => told.resume(by),
    role: 'operator',
    moves: { approved: ['JobQueued'] },
    quiet: ['queued', 'running'],
  },
  Stop: {
    order: by => told.stop(by),
    role: 'operator',
    moves: {
      requested: ['JobCanceled'],
      approved: ['JobCanceled'],
      queued: ['JobCanceled'],
      running: ['CancelRequested'],
    },
  },
  Recover: {
    order: by => told.recover(by),
    role: 'admin',
    moves: { failed: ['JobRecovered'], canceled: ['JobRecovered'], expired: ['JobRecovered'] },
  },
  Claim: { order: by => told.claim(by), role: 'system', moves: { queued: ['LeaseClaimed', 'AttemptStarted'] } },
  Beat: { order: by => told.beat(1, by), role: 'system', moves: { running: ['Heartbeat'] } },
  TellProgress: { order: by => told.progress(1, by), role: 'system', moves: { running: ['Progress'] } },
  Succeed: {
    order: by => told.succeed(1, by),
    role: 'system',
    moves: { running: ['JobSucceeded'] },
    quiet: ['succeeded', 'failed'],
  },
  Fail: {
    order: by => told.fail(1, by),
    role: 'system',
    moves: { running: ['AttemptFailed'] },
    quiet: ['succeeded', 'failed'],
  },
  Yield: { order: by => told.yieldUp(1, by), role: 'system', moves: {}, quiet: ['succeeded', 'failed'] },
  Release: { order: by => told.release(1, by), role: 'system', moves: { running: ['LeaseReleased'] } },
  Reclaim: { order: by => told.reclaim(1, by), role: 'system', moves: { running: ['LeaseExpired'] }, quiet: states },
  Adopt: {
    order: by => told.adopt(1, by),
    role: 'system',
    moves: { running: ['OutcomeRecovered', 'LeaseClaimed'] },
    quiet: states,
  },
  ForceCancel: { order: by => told.forceCancel(1, by), role: 'system', moves: {}, quiet: states },
};

const mayBe = (held: string, needed: string) =>
  held === 'system' || needed === 'system' ? held === needed : rank.indexOf(held) >= rank.indexOf(needed);

for (const [name, { order, role, moves, quiet = [] }] of Object.entries(table))
  test(`[C-02] [C-03] [D-22] [I13] ${name} does what the table of moves says in every state and for every role, and nothing else`, t => {
    for (const state of states)
      for (const [held, by] of Object.entries(people)) {
        const facts = gives(told.ways[state], order(by));
        const where = `${name} in ${state} by ${held}: ${facts}`;
        // A schedule may ask for work as the program itself; nobody else stands in for a person.
        const allowed = mayBe(held, role) || (name === 'RequestJob' && held === 'system');
        if (allowed && moves[state] !== undefined) t.deepEqual(facts, moves[state], where);
        else t.true(facts.length === 0 || ['refused', 'TransitionRefused'].includes(facts.join()), where);
        if (allowed && quiet.includes(state) && moves[state] === undefined && state !== 'none')
          t.deepEqual(facts, [], where);
      }
  });

test('[C-04] [I8] nothing but a recovery leaves FAILED, CANCELED and EXPIRED, and nothing at all leaves SUCCEEDED', t => {
  for (const state of ['succeeded', 'failed', 'canceled', 'expired'] as const)
    for (const { order } of Object.values(table))
      for (const by of Object.values(people)) {
        const end = after_(told.ways[state], order(by));
        const left = end !== state;
        t.is(left, left && state !== 'succeeded' && order(by).type === 'Recover' && by.role === 'admin');
      }
});

test('[C-06] [I1] [P5] approving, planning, reviewing and rejecting never queue or start a job, in any state and by anybody', t => {
  let looked = 0;
  for (const state of states)
    for (const name of ['Approve', 'AttachPlan', 'Review', 'Reject'])
      for (const by of Object.values(people)) {
        const facts = gives(told.ways[state], table[name]!.order(by));
        t.false(
          facts.some(type => ['JobQueued', 'LeaseClaimed', 'AttemptStarted'].includes(type)),
          `${name} ${state}`,
        );
        looked++;
      }
  t.is(looked, 9 * 4 * 5);
});

test('[I13] a refused move is one fact that names the state, the order and the next steps', t => {
  const [fact] = jobAggregate.refuse!(
    { ...told.resume(), at: after(1), correlationId: 'tg-9' },
    t.throws(() => decide(told.ways.succeeded, told.resume()), { instanceOf: Refusal }) as Refusal,
    stateAfter(told.ways.succeeded),
  ) as unknown as [Record<string, string>];
  t.is(fact.type, 'TransitionRefused');
  t.is(fact.from, 'SUCCEEDED');
  t.is(fact.command, 'Resume');
  t.is(fact.code, 'illegal_transition');
  t.regex(fact.hint!, /\/run/);
});

function stateAfter(facts: readonly { type: string }[]) {
  return fold(jobAggregate, initialState(jobAggregate), facts.map(asFact));
}

function decide(facts: readonly { type: string }[], order: { type: string }): { type: string }[] {
  return jobAggregate.decide({ at: after(0), correlationId: 'tg-9', ...order }, stateAfter(facts));
}

/** The types of the facts an order gives, as the log would get them; `refused` where it is said to the sender alone. */
function gives(facts: readonly { type: string }[], order: { type: string }): string[] {
  const given = { at: after(0), correlationId: 'tg-9', ...order };
  const state = stateAfter(facts);
  try {
    return jobAggregate.decide(given, state).map(({ type }) => type);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    try {
      return jobAggregate.refuse!(given, refusal, state).map(({ type }) => type);
    } catch (again) {
      if (again === refusal) return ['refused'];
      throw again;
    }
  }
}

function after_(facts: readonly { type: string }[], order: { type: string }): string {
  const given = { at: after(0), correlationId: 'tg-9', ...order };
  try {
    const more = jobAggregate.decide(given, stateAfter(facts));
    return String(stateAfter([...facts, ...more]).value);
  } catch (refusal) {
    if (refusal instanceof Refusal) return String(stateAfter(facts).value);
    throw refusal;
  }
}
