import { z } from 'zod';
import { at, count, digits, maybeAt, text } from './forms.ts';

export const jobState = z.enum([
  'requested',
  'approved',
  'queued',
  'running',
  'succeeded',
  'failed',
  'canceled',
  'expired',
]);
export const jobClass = z.enum(['render', 'probe', 'task', 'update', 'drill', 'backup', 'report']);

export const gate = z
  .object({
    name: z.string(),
    needs: count,
    satisfied: z.boolean(),
    by: z.array(z.string()).describe('those who said yes'),
    at: maybeAt.describe('when it was met'),
  })
  .meta({ id: 'Gate' });

export const job = z
  .object({
    jobId: z.string(),
    jobClass,
    name: z.string(),
    title: z.string(),
    route: z.string(),
    risk: z.string(),
    state: jobState,
    gates: z.array(gate),
    attempt: count,
    attemptsMax: count,
    fence: count,
    ownerId: text,
    leaseExpiresAt: maybeAt,
    heartbeatAt: maybeAt,
    availableAt: maybeAt,
    dueAt: maybeAt,
    deadlineAt: maybeAt,
    startedAt: maybeAt,
    progress: text,
    percent: count.nullable(),
    canceling: z.boolean(),
    lastError: z.object({ code: z.string(), class: z.string(), message: z.string() }).nullable(),
    needsOperator: text,
    result: z.object({ summary: z.string(), path: z.string().optional(), sha256: z.string().optional() }).nullable(),
    ending: text,
    chatId: count.nullable(),
    requestedBy: z.string(),
    key: z.string(),
    schedule: text,
    rerunOf: text,
    recoveryEpoch: count,
    untold: count,
    news: count,
    correlationId: z.string(),
    revision: digits,
    createdAt: at,
    updatedAt: at,
    sinceAt: at,
    terminalAt: maybeAt,
  })
  .meta({ id: 'Job' });

export const openJob = z.object({
  jobId: z.string(),
  jobClass,
  state: jobState,
  fence: count,
  revision: digits,
  ownerId: text,
  availableAt: maybeAt,
  leaseExpiresAt: maybeAt,
  dueAt: maybeAt,
  updatedAt: at,
  untold: count,
});

const classCounts = z.object({
  waiting: count,
  queued: count,
  running: count,
  oldestQueuedAt: maybeAt,
  oldestRunningAt: maybeAt,
});

export const jobCounts = {
  byState: z.record(jobState, count),
  byClass: z.record(jobClass, classCounts),
  failed24h: count,
  stale: count.describe('running past the end of their lease'),
  approvals: z.object({ pending: count, oldestAt: maybeAt }),
  needsOperator: count,
  untold: count,
};
