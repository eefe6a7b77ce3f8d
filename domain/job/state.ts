import type { Noted } from '../machine.ts';
import type { Agent, Instant } from '../message.ts';
import type { RefusalCode } from '../refusal.ts';
import type { JobEvent, JobFact } from './events.ts';
import type { Failure, Follower, GateCategory, JobSpec, Result } from './work.ts';

/** What is known of a job: folded from its facts by `note`, and by nothing else. */
export interface Job {
  jobId: string;
  /** None before the request. */
  request?: { spec: JobSpec; by: Agent; key: string; payloadHash: string; at: Instant; schedule?: string };
  /** How often it was recovered. */
  epoch: number;
  plan?: { by: Agent; summary: string; at: Instant };
  review?: { by: Agent; verdict: 'pass' | 'fail'; code?: string; at: Instant };
  /** Decisions of this epoch; a person has one word in a category. */
  decisions: Decision[];
  /** End of the present wait: approval, resume or queue; the overall deadline while it runs. */
  dueAt?: Instant;
  availableAt?: Instant;
  /** Attempts of this epoch that count. */
  attempt: number;
  /** The last fencing token that was given out. */
  fence: number;
  /** The token under which the present end was reached: its worker may say so again. */
  endedFence?: number;
  lease?: { owner: string; fence: number; claimedAt: Instant; expiresAt: Instant; deadlineAt: Instant };
  heartbeatAt?: Instant;
  startedAt?: Instant;
  progress?: { note: string; percent?: number; lines: string[]; at: Instant };
  cancel?: { by: Agent; reason: string; forceAt: Instant };
  lastFailure?: Failure;
  needsOperator?: 'outcome_unknown';
  result?: Result;
  endedAt?: Instant;
  /** Why it came to an end that is neither success nor failure. */
  ending?: string;
  followers: Follower[];
  /** Ends reached so far, and how many of them the followers were told of. */
  news: number;
  told: number;
  /** The latest orders that were taken, oldest first, each with what it was refused for. */
  taken: { commandId: string; refused?: { code: RefusalCode; reason: string; hint: string } }[];
  /** The fact that moved it last: the parent of what its timers and workers do. */
  last: { eventId: string; correlationId: string };
}

export interface Decision {
  by: Agent;
  category: GateCategory;
  decision: 'approved' | 'rejected';
  at: Instant;
}

const takenMax = 200;
const followersMax = 5;

export const newJob: Job = {
  jobId: '',
  epoch: 0,
  decisions: [],
  attempt: 0,
  fence: 0,
  followers: [],
  news: 0,
  told: 0,
  taken: [],
  last: { eventId: '', correlationId: '' },
};

/** The job after a fact. */
export function note(job: Job, fact: Noted<JobEvent>): Job {
  const { id: eventId, correlationId } = fact.meta;
  const taken = 'commandId' in fact ? { taken: withTaken(job, fact) } : {};
  return { ...job, last: { eventId, correlationId }, ...taken, ...changes(job, fact) };
}

function changes(job: Job, fact: JobEvent): Partial<Job> {
  switch (fact.type) {
    case 'JobRequested':
      return requested(fact);
    case 'JobFollowed':
      return { followers: [...without(job.followers, fact.follower), fact.follower].slice(-followersMax) };
    case 'PlanAttached':
      return { plan: { by: fact.by, summary: fact.summary, at: fact.at } };
    case 'JobReviewed':
      return { review: reviewed(fact) };
    case 'ApprovalRecorded':
      return { decisions: [...job.decisions, decided(fact)] };
    case 'JobApproved':
      return { dueAt: fact.expiresAt };
    case 'JobQueued':
      return { dueAt: fact.expiresAt, availableAt: fact.availableAt };
    case 'LeaseClaimed':
      return claimed(job, fact);
    case 'AttemptStarted':
      return started(job, fact);
    case 'Heartbeat':
      return { heartbeatAt: fact.at, lease: { ...job.lease!, expiresAt: fact.expiresAt } };
    case 'Progress':
      return { progress: progressed(fact) };
    case 'LeaseReleased':
      return { ...idle, attempt: job.attempt - 1, availableAt: fact.availableAt };
    case 'AttemptFailed':
      return { ...released(fact.retryAt), lastFailure: fact.failure };
    case 'LeaseExpired':
      return { ...released(fact.retryAt), lastFailure: lost };
    case 'CancelRequested':
      return { cancel: { by: fact.by, reason: fact.reason, forceAt: fact.forceAt } };
    case 'JobSucceeded':
      return { ...ended(job, fact.at), result: fact.result };
    case 'JobFailed':
      return { ...ended(job, fact.at), ...failedWith(fact) };
    case 'JobCanceled':
      return { ...ended(job, fact.at), ending: fact.reason };
    case 'JobExpired':
      return { ...ended(job, fact.at), ending: `${fact.what} ran out` };
    case 'JobRecovered':
      return recovered(fact);
    case 'JobTold':
      return { told: fact.news };
    case 'RenderAttempted':
    case 'RenderFailed':
    case 'RenderSucceeded':
    case 'RequestRepeated':
    case 'IdempotencyConflict':
    case 'OutcomeRecovered':
    case 'TransitionRefused':
      return {};
  }
}

/** What is no longer so once nobody works on it. */
const idle = { lease: undefined, heartbeatAt: undefined, progress: undefined } as unknown as Partial<Job>;

const lost: Failure = {
  code: 'lease_expired',
  class: 'timeout',
  message: 'Its worker was not heard of any more.',
  retryable: true,
};

function requested({ jobId, spec, by, key, payloadHash, schedule, at, expiresAt }: JobFact<'JobRequested'>) {
  const cause = schedule === undefined ? {} : { schedule };
  return { jobId, request: { spec, by, key, payloadHash, at, ...cause }, dueAt: expiresAt };
}

function reviewed({ by, verdict, code, at }: JobFact<'JobReviewed'>): NonNullable<Job['review']> {
  return { by, verdict, at, ...(code === undefined ? {} : { code }) };
}

function decided({ by, category, decision, at }: JobFact<'ApprovalRecorded'>): Decision {
  return { by, category, decision, at };
}

function claimed({ lease }: Job, { owner, fence, expiresAt, at }: JobFact<'LeaseClaimed'>): Partial<Job> {
  const deadlineAt = lease?.deadlineAt ?? expiresAt;
  return { fence, lease: { owner, fence, claimedAt: at, expiresAt, deadlineAt }, heartbeatAt: at };
}

function started(job: Job, { attempt, at, deadlineAt }: JobFact<'AttemptStarted'>): Partial<Job> {
  const startedAt = job.startedAt ?? at;
  return { attempt, startedAt, dueAt: deadlineAt, lease: { ...job.lease!, deadlineAt } };
}

function progressed({ note: words, percent, lines, at }: JobFact<'Progress'>): NonNullable<Job['progress']> {
  return { note: words, lines, at, ...(percent === undefined ? {} : { percent }) };
}

/** Back in the queue; without another attempt the end follows at once, and still belongs to the lease. */
function released(retryAt: Instant | undefined): Partial<Job> {
  return retryAt === undefined ? {} : { ...idle, availableAt: retryAt };
}

function ended(job: Job, at: Instant): Partial<Job> {
  const endedFence = job.lease?.fence;
  return { ...idle, endedAt: at, news: job.news + 1, endedFence, dueAt: undefined } as unknown as Partial<Job>;
}

function failedWith({ failure, needsOperator, result }: JobFact<'JobFailed'>): Partial<Job> {
  return {
    lastFailure: failure,
    ...(needsOperator === undefined ? {} : { needsOperator }),
    ...(result === undefined ? {} : { result }),
  };
}

/** As it was asked for, and nothing that was decided or tried since. */
function recovered({ epoch, expiresAt }: JobFact<'JobRecovered'>): Partial<Job> {
  const gone = {
    plan: undefined,
    review: undefined,
    availableAt: undefined,
    startedAt: undefined,
    cancel: undefined,
    lastFailure: undefined,
    needsOperator: undefined,
    result: undefined,
    endedAt: undefined,
    endedFence: undefined,
    ending: undefined,
  } as unknown as Partial<Job>;
  return { ...idle, ...gone, epoch, decisions: [], attempt: 0, dueAt: expiresAt };
}

function withTaken(job: Job, fact: JobEvent & { commandId: string }): Job['taken'] {
  if (job.taken.some(({ commandId }) => commandId === fact.commandId)) return job.taken;
  const { commandId } = fact;
  const refused = refusalOf(fact);
  return [...job.taken.slice(1 - takenMax), { commandId, ...(refused === undefined ? {} : { refused }) }];
}

/** Why the order of a fact was refused, if it was. */
function refusalOf(fact: JobEvent): Job['taken'][number]['refused'] {
  if (fact.type === 'TransitionRefused') return { code: fact.code, reason: fact.reason, hint: fact.hint };
  if (fact.type !== 'IdempotencyConflict') return undefined;
  const reason = `The key ${fact.key} was used before for something else; nothing was done.`;
  return { code: 'idempotency_conflict', reason, hint: 'Use another key, or leave it out.' };
}

function without(followers: Follower[], { chatId }: Follower): Follower[] {
  return followers.filter(other => other.chatId !== chatId);
}
