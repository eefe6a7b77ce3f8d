import { z } from 'zod';
import type { Json, JsonObject } from '../message.ts';

/** What a piece of work is: its class, its way, what it takes to let it run, and within which bounds. */

/** One durable unit of work for every class; `work` of a request is read by the class alone. */
export const jobClass = z.enum(['render', 'probe', 'task', 'update', 'drill', 'backup', 'report']);
export type JobClass = z.infer<typeof jobClass>;

/** `light` runs at once; `heavy` needs its gates met and an explicit resume. */
export const route = z.enum(['light', 'heavy']);

export const risk = z.enum(['low', 'medium', 'high']);

/** What an approval is about. */
export const gateCategory = z.enum([
  'git_push',
  'deploy_restart',
  'delete_files',
  'scheduler_change',
  'compliance_finalize',
  'customer_outbound',
  'browser_sensitive',
  'supervised_heavy_execution',
  'manual_review',
]);
export type GateCategory = z.infer<typeof gateCategory>;

/** One condition of dispatch: so many different people say yes to it. */
export const gate = z.object({
  category: gateCategory,
  /** How many approvers it takes. */
  needs: z.int().min(1).max(5),
  /** The requester's own yes does not count. Always so at high risk. */
  fourEyes: z.boolean(),
});
export type Gate = z.infer<typeof gate>;

/** `readonly`: nothing is dispatched. `supervised`: heavy work waits for a resume. `auto`: heavy work without gates does not. */
export const autonomy = z.enum(['readonly', 'supervised', 'auto']);
export type Autonomy = z.infer<typeof autonomy>;

const ms = z
  .int()
  .min(0)
  .max(30 * 86_400_000);

/** The bounds of one job, as the configuration had them when it was asked for. All times in milliseconds. */
export const jobLimits = z.object({
  /** Attempts at most, reclaims included. */
  attemptsMax: z.int().min(1).max(10),
  /** A claim lasts so long without a heartbeat. */
  leaseMs: ms,
  /** From the first attempt of an epoch to the end, at most. */
  deadlineMs: ms,
  /** One attempt, at most. */
  timeoutMs: ms,
  approvalTtlMs: ms,
  resumeTtlMs: ms,
  queueTtlMs: ms,
  retryBaseMs: ms,
  retryMaxMs: ms,
  /** A cancelled attempt that does not say so itself is ended after this. */
  cancelGraceMs: ms,
});
export type JobLimits = z.infer<typeof jobLimits>;

const json: z.ZodType<Json> = z.json();

/** A label and what it says, as shown to whoever decides. */
const planLine = z.tuple([z.string().max(60), z.string().max(1000)]);

/** Everything that is asked for, fixed at the request: what is shown is what runs. */
export const jobSpec = z.object({
  class: jobClass,
  /** The task's or the probe's name. */
  name: z.string().min(1).max(60),
  route,
  risk,
  /** One line: what, and on what. */
  title: z.string().min(1).max(200),
  /** What the worker gets; its shape is the class's own. */
  work: z.record(z.string(), json) as unknown as z.ZodType<JsonObject>,
  /** The exact plan in words, as shown on the approval card. */
  plan: z.array(planLine).max(40),
  /** SHA-256 of `canonical` of class, name, work and plan: approvals are bound to it. */
  planHash: z.string().length(64),
  gates: z.array(gate).max(9),
  /** Whether running it twice is the same as running it once. */
  idempotent: z.boolean(),
  /** How it is undone. */
  rollback: z.string().max(1000),
  limits: jobLimits,
});
export type JobSpec = z.infer<typeof jobSpec>;

/** Where a job is shown and kept up to date: a chat, and the reply that carries its card. */
export const follower = z.object({
  chatId: z.int(),
  threadId: z.int().optional(),
  /** Id of the reply that is edited as the job goes on. */
  replyId: z.string().min(1).max(170),
  /** The message that asked, to be quoted by the last word. */
  messageId: z.int().optional(),
});
export type Follower = z.infer<typeof follower>;

export const reviewVerdict = z.enum(['pass', 'fail']);
/** What a reviewer looks at. */
export const checklistItem = z.enum(['policy_safety', 'correctness', 'tests', 'rollback', 'approval_constraints']);
export const reviewFailCode = z.enum([
  'policy_conflict',
  'missing_tests',
  'insufficient_plan',
  'high_risk_unmitigated',
  'artifact_incomplete',
  'other',
]);

/** Why an attempt did not end well: a stable code of the class (`exit_code`, `timeout`, `GRAPH_…`), and words. */
export const failure = z.object({
  code: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,59}$/),
  class: z.enum(['validation', 'auth', 'rate_limit', 'conflict', 'saturated', 'upstream', 'timeout', 'internal']),
  message: z.string().max(600),
  /** Whether another attempt may end better. */
  retryable: z.boolean(),
});
export type Failure = z.infer<typeof failure>;

/** What came of it, small enough for an event; long output stands in a file. */
export const result = z.object({
  /** One line for people. */
  summary: z.string().max(600),
  /** The class's own figures and findings. */
  data: z.record(z.string(), json).default({}),
  /** The last of the output, redacted; at most 64 KiB. */
  output: z.string().max(65_536).optional(),
  /** A picture or document, where its bytes lie. */
  media: z
    .object({
      kind: z.enum(['photo', 'document']),
      path: z.string().max(400),
      sha256: z.string().length(64),
      name: z.string().max(120),
    })
    .optional(),
});
export type Result = z.infer<typeof result>;
