import { msBetween, plusMs } from '../instants.ts';
import { Refusal } from '../refusal.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import { type Asked, illegal, requireSystem, type StateName, specOf } from './rules.ts';
import type { Job } from './state.ts';
import type { Failure, JobLimits } from './work.ts';

/** What a worker says of its attempt. Only the holder of the newest fencing token is believed. */

/**
 * Gives the work to one worker, and says so before anything starts.
 * @throws {Refusal} `illegal_transition` outside QUEUED, `not_ready`, `bulkhead_full`; none of them is recorded.
 */
export function claim(order: Asked<JobOrder<'Claim'>>, job: Job, state: StateName): JobEvent[] {
  requireSystem(order);
  const { limits } = specOf(job);
  const { owner, room, at } = order;
  if (isMine(order, job)) return [];
  if (state !== 'queued' || (order.fence ?? job.fence + 1) !== job.fence + 1) throw illegal(job, state, 'claimed');
  const earlyMs = msBetween(at, job.availableAt!);
  // No wait is longer than the longest: what is dated later was dated by a clock that has been set back.
  if (earlyMs > 0 && earlyMs <= limits.retryMaxMs)
    throw new Refusal('not_ready', `It is due at ${job.availableAt}.`, { retryAfterMs: earlyMs });
  if (room.used >= room.max)
    throw new Refusal('bulkhead_full', `${room.used} jobs of its class are running, the most that may.`, {
      retryAfterMs: room.retryAfterMs,
    });
  const fence = job.fence + 1;
  const deadlineAt = plusMs(job.startedAt ?? at, limits.deadlineMs);
  return [
    { type: 'LeaseClaimed', owner, fence, expiresAt: plusMs(at, limits.leaseMs), at },
    { type: 'AttemptStarted', attempt: job.attempt + 1, fence, at, deadlineAt },
  ];
}

/** Said again because nobody knew whether it was recorded: the work is this worker's already. */
function isMine({ owner, fence }: JobOrder<'Claim'>, { lease }: Job): boolean {
  return lease !== undefined && lease.owner === owner && lease.fence === fence;
}

/** The worker is alive: the lease begins anew. */
export function beat(order: Asked<JobOrder<'Beat'>>, job: Job, state: StateName): JobEvent[] {
  requireLease(order, job, state);
  const { fence, at } = order;
  return [{ type: 'Heartbeat', fence, expiresAt: plusMs(at, specOf(job).limits.leaseMs), at }];
}

export function progress(order: Asked<JobOrder<'TellProgress'>>, job: Job, state: StateName): JobEvent[] {
  requireLease(order, job, state);
  const { fence, note, percent, lines, at } = order;
  return [{ type: 'Progress', fence, note, ...(percent === undefined ? {} : { percent }), lines, at }];
}

/** A success is a success even when a stop was asked for meanwhile: it happened. */
export function succeed(order: Asked<JobOrder<'Succeed'>>, job: Job, state: StateName): JobEvent[] {
  if (isRepeat(order, job)) return [];
  requireLease(order, job, state);
  const { fence, result, durationMs, recovered, at } = order;
  const found: JobEvent[] = recovered ? [{ type: 'OutcomeRecovered', fence, found: 'succeeded', at }] : [];
  return [...found, { type: 'JobSucceeded', fence, result, durationMs, at }];
}

/** Another attempt while that may help and some are left; otherwise the end. */
export function fail(order: Asked<JobOrder<'Fail'>>, job: Job, state: StateName): JobEvent[] {
  if (isRepeat(order, job)) return [];
  requireLease(order, job, state);
  const { fence, failure, result, chance, recovered, at, id: commandId } = order;
  const found: JobEvent[] = recovered ? [{ type: 'OutcomeRecovered', fence, found: 'failed', at }] : [];
  if (job.cancel !== undefined) {
    const { by, reason } = job.cancel;
    return [...found, { type: 'JobCanceled', by, reason, commandId, at }];
  }
  const { limits } = specOf(job);
  const again = failure.retryable && job.attempt < limits.attemptsMax;
  const attempted = { type: 'AttemptFailed', attempt: job.attempt, fence, failure, at } as const;
  if (again) return [...found, { ...attempted, retryAt: plusMs(at, retryMs(limits, job.attempt, chance)) }];
  // Its own worker lost it too: a person has to look.
  const needs = failure.code === 'outcome_unknown' ? { needsOperator: 'outcome_unknown' as const } : {};
  return [
    ...found,
    attempted,
    { type: 'JobFailed', failure, ...needs, ...(result === undefined ? {} : { result }), at },
  ];
}

/** Stopped because it was asked to. Without a request to stop it is a failure like others, and may be retried. */
export function yieldUp(order: Asked<JobOrder<'Yield'>>, job: Job, state: StateName): JobEvent[] {
  if (isRepeat(order, job)) return [];
  requireLease(order, job, state);
  if (job.cancel === undefined) throw illegal(job, state, 'given up: nobody asked for it');
  const { by, reason } = job.cancel;
  return [{ type: 'JobCanceled', by, reason, commandId: order.id, at: order.at }];
}

/** Hands the work back untouched: a stopping worker leaves no lease behind. */
export function release(order: Asked<JobOrder<'Release'>>, job: Job, state: StateName): JobEvent[] {
  requireLease(order, job, state);
  const { fence, reason, at } = order;
  return [{ type: 'LeaseReleased', fence, reason, availableAt: at, at }];
}

/** Full jitter under a doubling ceiling, never tighter than 50 ms. */
export function retryMs({ retryBaseMs, retryMaxMs }: JobLimits, attempt: number, chance: number): number {
  const ceiling = Math.min(retryMaxMs, retryBaseMs * 2 ** Math.min(attempt - 1, 20));
  return Math.max(50, Math.round(chance * ceiling));
}

export const leaseLost: Failure = {
  code: 'lease_expired',
  class: 'timeout',
  message: 'Its worker was not heard of any more.',
  retryable: true,
};

/** @throws {Refusal} `stale_lease` for whoever does not hold the newest token. */
export function requireLease(order: Asked<{ fence: number }>, job: Job, state: StateName): void {
  requireSystem(order);
  if (state === 'running' && job.lease?.fence === order.fence) return;
  throw new Refusal('stale_lease', `Token ${order.fence} is not that of ${job.jobId} (${state}, ${job.fence}).`);
}

/** The worker that brought the end about may say so again. */
function isRepeat({ fence }: { fence: number }, { endedFence }: Job): boolean {
  return endedFence === fence;
}
