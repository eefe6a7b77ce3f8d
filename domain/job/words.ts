import { msBetween } from '../instants.ts';
import { formatDuration } from '../units.ts';
import type { Telling } from './card-parts.ts';
import type { JobEvent, JobFact } from './events.ts';
import { visible } from './visible.ts';

/** The facts of a job in words, for whoever asks why it stands where it stands. */

type Speaker = { [Type in JobEvent['type']]: (fact: JobFact<Type>, telling: Telling) => string | undefined };

/** What is said of a fact; undefined for those that changed nothing anybody would ask for. */
export function factWords(fact: JobEvent, telling: Telling): string | undefined {
  const speak = speaker[fact.type] as ((fact: JobEvent, telling: Telling) => string | undefined) | undefined;
  return speak?.(fact, telling);
}

const speaker: Speaker = {
  JobRequested: ({ spec, by, schedule }, { who }) => {
    const cause = schedule === undefined ? '' : `, by the schedule ${visible(schedule)}`;
    const needs = spec.gates.map(({ category, needs }) => `${category} (${needs})`).join(', ');
    const way = spec.gates.length === 0 ? `${spec.route}, no approval needed` : `${spec.route}, needs ${needs}`;
    return `${person(by, who)} asked for it${cause}: ${way}`;
  },
  RequestRepeated: ({ by }, { who }) => `${person(by, who)} asked for it again: nothing followed`,
  IdempotencyConflict: ({ by }, { who }) =>
    `${person(by, who)} used its key for something else: refused, nothing was done`,
  JobFollowed: ({ follower }) => `chat ${follower.chatId} follows it`,
  PlanAttached: ({ by, summary }, { who }) => `${person(by, who)} put a plan to it: ${visible(summary)}`,
  JobReviewed: ({ by, verdict, code, notes }, { who }) => {
    const failed = code === undefined ? '' : ` (${code})`;
    return `${person(by, who)} reviewed it: ${verdict}${failed}${said(notes)}`;
  },
  ApprovalRecorded: ({ by, category, decision, planHash, note }, { who }) =>
    `${person(by, who)} ${decision} ${category} for the plan ${planHash.slice(0, 8)}${said(note)}`,
  JobApproved: ({ by }) =>
    by.role === 'system' ? 'the policy approved it: nobody is asked' : 'every gate was met: it is approved, and waits',
  JobQueued: ({ by, mode }, { who }) => `${person(by, who)} let it run (mode ${mode}): it is queued`,
  LeaseClaimed: ({ owner, fence }) => `${visible(owner)} took it, under token ${fence}`,
  AttemptStarted: ({ attempt }) => `attempt ${attempt} began`,
  Heartbeat: () => undefined,
  Progress: () => undefined,
  LeaseReleased: ({ reason }) => `it was handed back: ${visible(reason)}`,
  AttemptFailed: ({ attempt, failure, retryAt, at }) => {
    const next = retryAt === undefined ? 'the last' : `again in ${formatDuration(msBetween(at, retryAt))}`;
    return `attempt ${attempt} failed (${failure.code}, ${next}): ${visible(failure.message)}`;
  },
  LeaseExpired: ({ attempt, retryAt }) =>
    `nobody was heard of in attempt ${attempt} any more${retryAt === undefined ? '' : ': it is tried again'}`,
  OutcomeRecovered: ({ found }) => `its worker was gone; what it left behind says: ${found}`,
  RenderAttempted: ({ step, attempt }) => `it is drawn (${step}) in attempt ${attempt}`,
  RenderFailed: ({ step, code, message }) => `drawing (${step}) failed with ${code}: ${visible(message)}`,
  RenderSucceeded: ({ step, source }) => `it is shown as: ${step} (${source})`,
  JobSucceeded: ({ result, durationMs }) =>
    `it succeeded after ${formatDuration(durationMs)}: ${visible(result.summary)}`,
  JobFailed: ({ failure, needsOperator }) => {
    const decide = needsOperator === undefined ? '' : '; a person has to decide';
    return `it failed (${failure.code}): ${visible(failure.message)}${decide}`;
  },
  CancelRequested: ({ by, reason }, { who }) => `${person(by, who)} asked it to stop${said(reason)}`,
  JobCanceled: ({ by, reason }, { who }) => `it was canceled for ${person(by, who)}${said(reason)}`,
  JobExpired: ({ what }) => `it expired: ${waits[what]}`,
  JobRecovered: ({ by, reason, epoch }, { who }) =>
    `${person(by, who)} recovered it (${epoch}. time), approvals are void${said(reason)}`,
  TransitionRefused: ({ by, command, from, code, reason }, { who }) =>
    `${person(by, who)} was refused ${command} while it was ${from} (${code}): ${visible(reason)}`,
  JobTold: () => undefined,
};

const waits = {
  approval: 'nobody approved it in time',
  resume: 'nobody resumed it in time',
  queue: 'no worker took it in time',
  deadline: 'its time was over',
};

function person({ id }: { id: string }, who: Telling['who']): string {
  return visible(who(id));
}

const said = (words: string | undefined) => (words === undefined || words === '' ? '' : `: ${visible(words)}`);
