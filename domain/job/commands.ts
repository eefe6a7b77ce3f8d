import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';
import { renderCommands } from '../render/commands.ts';
import { jobEvents } from './events.ts';
import {
  autonomy,
  checklistItem,
  failure,
  follower,
  gateCategory,
  jobSpec,
  result,
  reviewFailCode,
  reviewVerdict,
} from './work.ts';

/**
 * The orders a job takes. The first part comes from people (chat, terminal, bus) and from schedules; the second
 * from workers; the third from the job's own timers.
 */

const note = z.string().max(600);
const fence = z.int().min(1);
/** How full a class is, and how full it may be, when the order was given. */
const room = z.object({ used: z.int().min(0), max: z.int().min(1), retryAfterMs: z.int().min(0) });

export const jobCommands = {
  RequestJob: z.object({
    jobId: z.string().min(1).max(40),
    spec: jobSpec,
    key: z.string().min(1).max(200),
    payloadHash: z.string().length(64),
    mode: autonomy,
    /** Jobs of the class that wait. */
    room,
    schedule: z.string().max(60).optional(),
    rerunOf: z.string().max(40).optional(),
  }),
  Follow: z.object({ follower }),
  AttachPlan: jobEvents.PlanAttached.omit({ by: true, planHash: true, commandId: true, at: true }),
  Review: z.object({
    verdict: reviewVerdict,
    code: reviewFailCode.optional(),
    checklist: z.array(z.object({ item: checklistItem, ok: z.boolean() })).max(5),
    notes: note.optional(),
  }),
  /** `planHash`: the first 8 or more digits of what was shown; left out only where the job was just shown. */
  Approve: z.object({ category: gateCategory, planHash: z.string().min(8).max(64).optional(), note: note.optional() }),
  Reject: z.object({ category: gateCategory, planHash: z.string().min(8).max(64).optional(), note: note.optional() }),
  Resume: z.object({ mode: autonomy }),
  Stop: z.object({ reason: note }),
  Recover: z.object({ reason: z.string().min(1).max(600), mode: autonomy }),

  /** `fence`: the token that is expected of it, so that an old offer claims nothing, and a repeat is known. */
  Claim: z.object({ owner: z.string().min(1).max(120), room, fence: fence.optional() }),
  Beat: z.object({ fence }),
  TellProgress: jobEvents.Progress.omit({ at: true }),
  ...renderCommands,
  Succeed: z.object({ fence, result, durationMs: z.int().min(0), recovered: z.boolean().default(false) }),
  /** `chance`: at least 0, under 1; jitters the retry. */
  Fail: z.object({
    fence,
    failure,
    result: result.optional(),
    chance: z.number().min(0).max(1),
    recovered: z.boolean().default(false),
  }),
  /** What the worker did came to an end because it was asked to. */
  Yield: z.object({ fence }),
  Release: z.object({ fence, reason: z.string().max(300) }),

  /** The lease is over, or its holder is known to be gone (`ownerGone`), and nobody left an outcome. */
  Reclaim: z.object({
    fence,
    chance: z.number().min(0).max(1),
    ownerGone: z.boolean().default(false),
    /** It is certain that the attempt never began: it may be begun again, whatever it is. */
    neverBegan: z.boolean().default(false),
  }),
  /** The attempt goes on although its worker's process is gone: another one watches it. */
  Adopt: z.object({ fence, owner: z.string().min(1).max(120) }),
  ForceCancel: z.object({ fence }),
  Expire: z.object({ dueAt: instant }),
  NoteTold: z.object({ news: z.int().min(1) }),
};

export type JobCommand = MessageOf<typeof jobCommands>;
export type JobOrder<Type extends JobCommand['type']> = Extract<JobCommand, { type: Type }>;
