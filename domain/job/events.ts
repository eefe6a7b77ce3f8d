import { z } from 'zod';
import { agent, instant, type MessageOf } from '../message.ts';
import { refusalCode } from '../refusal.ts';
import { renderEvents } from '../render/events.ts';
import {
  autonomy,
  checklistItem,
  failure,
  follower,
  gateCategory,
  jobClass,
  jobSpec,
  result,
  reviewFailCode,
  reviewVerdict,
} from './work.ts';

/**
 * The facts of one piece of work, kept in stream `job-<jobId>`.
 *
 * A stored name or field never changes: a new shape is a new version here and a step in `upcast.ts`.
 */

/** The fencing token: the number of the claim, from 1, only growing, also over recoveries. */
const fence = z.int().min(1);
/** From 1 in each epoch. */
const attempt = z.int().min(1);
const at = instant;
const commandId = z.string().min(1).max(160);
const note = z.string().max(600);

export const jobEvents = {
  JobRequested: z.object({
    jobId: z.string().min(1).max(40),
    spec: jobSpec,
    by: agent,
    /** The idempotency key the job's id was derived from, and what it was first used for. */
    key: z.string().min(1).max(200),
    payloadHash: z.string().length(64),
    /** The schedule that asked for it. */
    schedule: z.string().max(60).optional(),
    /** The job this one does again. */
    rerunOf: z.string().max(40).optional(),
    commandId,
    at,
    expiresAt: instant,
  }),
  /** The same request again, under another command: answered from what there is. */
  RequestRepeated: z.object({ key: z.string(), commandId, by: agent, at }),
  /** The key was used before for something else: nothing was done. */
  IdempotencyConflict: z.object({
    key: z.string(),
    payloadHash: z.string().length(64),
    firstHash: z.string().length(64),
    commandId,
    by: agent,
    at,
  }),
  /** A chat that shows this job, from now on. */
  JobFollowed: z.object({ follower, commandId, at }),
  PlanAttached: z.object({
    by: agent,
    summary: note,
    scope: note.optional(),
    risks: note.optional(),
    test: note.optional(),
    rollback: note.optional(),
    impact: note.optional(),
    planHash: z.string().length(64),
    commandId,
    at,
  }),
  JobReviewed: z.object({
    by: agent,
    verdict: reviewVerdict,
    code: reviewFailCode.optional(),
    checklist: z.array(z.object({ item: checklistItem, ok: z.boolean() })).max(5),
    notes: note.optional(),
    planHash: z.string().length(64),
    commandId,
    at,
  }),
  ApprovalRecorded: z.object({
    by: agent,
    category: gateCategory,
    decision: z.enum(['approved', 'rejected']),
    /** What was shown to whoever decided. */
    planHash: z.string().length(64),
    note: note.optional(),
    commandId,
    at,
  }),
  /** Every gate is met (or there is none). Nothing is dispatched by it. */
  JobApproved: z.object({ by: agent, at, expiresAt: instant }),
  /** It may be claimed from `availableAt` on. */
  JobQueued: z.object({ by: agent, mode: autonomy, commandId, availableAt: instant, at, expiresAt: instant }),
  LeaseClaimed: z.object({ owner: z.string().max(120), fence, expiresAt: instant, at }),
  /** In the log before anything starts. */
  AttemptStarted: z.object({ attempt, fence, at, deadlineAt: instant }),
  Heartbeat: z.object({ fence, expiresAt: instant, at }),
  Progress: z.object({
    fence,
    note: z.string().max(300),
    percent: z.number().min(0).max(100).optional(),
    /** The last lines of the output, redacted. */
    lines: z.array(z.string().max(300)).max(10).default([]),
    at,
  }),
  ...renderEvents,
  /** A worker handed the work back unharmed before it began or without a trace: the attempt does not count. */
  LeaseReleased: z.object({ fence, reason: z.string().max(300), availableAt: instant, at }),
  AttemptFailed: z.object({ attempt, fence, failure, retryAt: instant.optional(), at }),
  /** Its worker is gone, or was not heard of for a lease. Back in the queue while attempts are left. */
  LeaseExpired: z.object({
    attempt,
    fence,
    retryAt: instant.optional(),
    /** The worker is known to be gone: its lease was not waited out. */
    ownerGone: z.boolean().optional(),
    /** It was found out that the attempt never began. */
    neverBegan: z.boolean().optional(),
    at,
  }),
  /** What the worker left behind was found after it was gone. */
  OutcomeRecovered: z.object({ fence, found: z.enum(['succeeded', 'failed', 'running']), at }),
  JobSucceeded: z.object({ fence, result, durationMs: z.int().min(0), at }),
  JobFailed: z.object({
    failure,
    /** A person has to decide: whether it ran is not known. */
    needsOperator: z.enum(['outcome_unknown']).optional(),
    result: result.optional(),
    at,
  }),
  CancelRequested: z.object({ by: agent, reason: note, fence, commandId, forceAt: instant, at }),
  JobCanceled: z.object({ by: agent, reason: note, commandId, at }),
  JobExpired: z.object({ what: z.enum(['approval', 'resume', 'queue', 'deadline']), at }),
  /** Out of FAILED, CANCELED or EXPIRED: approvals are void, attempts begin anew. */
  JobRecovered: z.object({
    by: agent,
    reason: note,
    epoch: z.int().min(1),
    /** Of its request: whoever counts what is open need not know the job. */
    jobClass,
    commandId,
    at,
    expiresAt: instant,
  }),
  /** A move that is not legal, or not allowed: nothing changed. */
  TransitionRefused: z.object({
    from: z.string().max(20),
    command: z.string().max(60),
    code: refusalCode,
    reason: z.string().max(600),
    hint: z.string().max(600),
    by: agent,
    commandId,
    at,
  }),
  /** Its followers were shown what `news` counts up to. */
  JobTold: z.object({ news: z.int().min(1), at }),
};

export type JobEvent = MessageOf<typeof jobEvents>;
export type JobFact<Type extends JobEvent['type']> = Extract<JobEvent, { type: Type }>;
