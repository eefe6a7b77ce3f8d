import { requireLease } from './attempt.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import type { Asked, StateName } from './rules.ts';
import type { Job } from './state.ts';

/** What is said of the drawing of a chart by the holder of the newest fencing token; none of it ends the job. */

export function beginRender(order: Asked<JobOrder<'BeginRender'>>, job: Job, state: StateName): JobEvent[] {
  requireLease(order, job, state);
  const { fence, step, at } = order;
  return [{ type: 'RenderAttempted', attempt: job.attempt, fence, step, at }];
}

export function failRender(order: Asked<JobOrder<'FailRender'>>, job: Job, state: StateName): JobEvent[] {
  requireLease(order, job, state);
  const { fence, step, code, message, queueWaitMs, renderMs, at } = order;
  return [{ type: 'RenderFailed', attempt: job.attempt, fence, step, code, message, queueWaitMs, renderMs, at }];
}

export function endRender(order: Asked<JobOrder<'EndRender'>>, job: Job, state: StateName): JobEvent[] {
  requireLease(order, job, state);
  const { fence, step, source, bytes, sha256, queueWaitMs, renderMs, at } = order;
  const digest = sha256 === undefined ? {} : { sha256 };
  const spent = { queueWaitMs, renderMs };
  return [{ type: 'RenderSucceeded', attempt: job.attempt, fence, step, source, bytes, ...digest, ...spent, at }];
}
