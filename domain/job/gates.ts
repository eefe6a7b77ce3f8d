import { plusMs } from '../instants.ts';
import { Refusal } from '../refusal.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import { type Asked, illegal, missingGates, requirePerson, type StateName, specOf } from './rules.ts';
import type { Decision, Job } from './state.ts';

/** Plan, review, approve, reject: they record a judgement. None of them can dispatch; see `resume.ts`. */

type Judgement = Exclude<JobEvent, { type: 'JobQueued' | 'LeaseClaimed' | 'AttemptStarted' }>;

/** A plan in words, for heavy work that is not decided on yet. It does not take back a failing review. */
export function attachPlan(order: Asked<JobOrder<'AttachPlan'>>, job: Job, state: StateName): Judgement[] {
  const spec = specOf(job);
  requirePerson(order, 'operator');
  if (spec.route === 'light') throw new Refusal('illegal_transition', 'Light work has no plan: it runs at once.');
  if (state !== 'requested') throw illegal(job, state, 'planned');
  const { id: commandId, type: _type, correlationId: _chain, ...words } = order;
  return [{ type: 'PlanAttached', ...words, planHash: spec.planHash, commandId }];
}

/** Somebody other than the planner and the requester looks at it; a failing review holds the gates shut. */
export function review(order: Asked<JobOrder<'Review'>>, job: Job, state: StateName): Judgement[] {
  const spec = specOf(job);
  requirePerson(order, 'approver');
  if (state !== 'requested') throw illegal(job, state, 'reviewed');
  if (order.by.id === job.request!.by.id)
    throw new Refusal('forbidden', 'Whoever asked for it does not review it: ask somebody else.');
  const { verdict, code, checklist, notes, by, at, id: commandId } = order;
  if (verdict === 'fail' && code === undefined)
    throw new Refusal('invalid_request', 'A failing review names its code, for example missing_tests.');
  const said = { ...(code === undefined ? {} : { code }), ...(notes === undefined ? {} : { notes }) };
  return [{ type: 'JobReviewed', by, verdict, ...said, checklist, planHash: spec.planHash, commandId, at }];
}

/**
 * Says yes to one gate. The last yes makes the job APPROVED, and nothing more.
 * @throws {Refusal} `forbidden` (role, four eyes), `plan_changed`, `illegal_transition`, `gate_unsatisfied`.
 */
export function approve(order: Asked<JobOrder<'Approve'>>, job: Job, state: StateName): Judgement[] {
  const spec = specOf(job);
  requirePerson(order, 'approver');
  const { category, by, at } = order;
  const mine = decisionOf(order, job);
  if (mine?.decision === 'approved') return [];
  if (state !== 'requested') throw illegal(job, state, 'approved');
  const gate = requireGate(order, job);
  if ((gate.fourEyes || spec.risk === 'high') && by.id === job.request!.by.id)
    throw new Refusal('forbidden', 'You asked for it: somebody else has to approve it.', {
      hint: 'Four eyes: ask another approver.',
    });
  requireShown(order, spec.planHash);
  if (job.review?.verdict === 'fail')
    throw new Refusal('gate_unsatisfied', `Its review failed (${job.review.code}): it needs a passing one.`);
  const decisions: Decision[] = [...job.decisions, { by, category, decision: 'approved', at }];
  const recorded = record(order, 'approved', spec.planHash);
  if (missingGates({ ...job, decisions }).length > 0) return [recorded];
  return [recorded, { type: 'JobApproved', by, at, expiresAt: plusMs(at, spec.limits.resumeTtlMs) }];
}

/** Says no, which ends the job. A yes that was given before does not turn into a no. */
export function reject(order: Asked<JobOrder<'Reject'>>, job: Job, state: StateName): Judgement[] {
  const spec = specOf(job);
  requirePerson(order, 'approver');
  if (decisionOf(order, job)?.decision === 'rejected') return [];
  if (state !== 'requested') throw illegal(job, state, 'rejected');
  requireGate(order, job);
  requireShown(order, spec.planHash);
  if (decisionOf(order, job) !== undefined)
    throw new Refusal('illegal_transition', 'You approved it already; a decision does not flip.', {
      hint: `/stop ${job.jobId} ends it.`,
    });
  const { by, at, category, note, id: commandId } = order;
  const reason = `rejected (${category})${note === undefined ? '' : `: ${note}`}`.slice(0, 600);
  return [record(order, 'rejected', spec.planHash), { type: 'JobCanceled', by, reason, commandId, at }];
}

type Word = Asked<JobOrder<'Approve'> | JobOrder<'Reject'>>;

function decisionOf({ by, category }: Word, { decisions }: Job): Decision | undefined {
  return decisions.find(decision => decision.by.id === by.id && decision.category === category);
}

function requireGate({ category }: Word, job: Job) {
  const { gates } = specOf(job);
  const gate = gates.find(one => one.category === category);
  if (gate !== undefined) return gate;
  const known = gates.map(one => one.category).join(', ') || 'none';
  throw new Refusal('invalid_request', `${job.jobId} has no gate ${category}; its gates: ${known}.`);
}

/** What is decided on is what was shown. */
function requireShown({ planHash }: Word, actual: string): void {
  if (planHash !== undefined && !actual.startsWith(planHash))
    throw new Refusal('plan_changed', 'What you were shown is not what would run.');
}

function record(order: Word, decision: Decision['decision'], planHash: string): Judgement {
  const { by, category, note, at, id: commandId } = order;
  const said = note === undefined ? {} : { note };
  return { type: 'ApprovalRecorded', by, category, decision, planHash, ...said, commandId, at };
}
