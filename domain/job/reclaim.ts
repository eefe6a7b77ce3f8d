import { msBetween, plusMs } from '../instants.ts';
import { leaseLost, retryMs } from './attempt.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import { type Asked, requireSystem, type StateName, specOf } from './rules.ts';
import type { Job } from './state.ts';

/** What becomes of an attempt whose worker is not heard of any more. */

/**
 * Takes the work back once its lease is over or its worker is known to be gone. What may be run twice, or never began,
 * is queued again while attempts are left; of anything else nobody knows whether it ran, and a person decides. An
 * early or late timer changes nothing.
 */
export function reclaim(order: Asked<JobOrder<'Reclaim'>>, job: Job, state: StateName): JobEvent[] {
  requireSystem(order);
  const { fence, chance, ownerGone, neverBegan, at, id: commandId } = order;
  const { lease, attempt, cancel } = job;
  if (state !== 'running' || lease?.fence !== fence) return [];
  if (!ownerGone && msBetween(lease.expiresAt, at) < 0) return [];
  const { limits, idempotent } = specOf(job);
  const known = { ...(ownerGone ? { ownerGone } : {}), ...(neverBegan ? { neverBegan } : {}) };
  const expired = { type: 'LeaseExpired', attempt, fence, ...known, at } as const;
  if (!idempotent && !neverBegan) {
    const failure = { ...leaseLost, code: 'outcome_unknown', message: unknown, retryable: false };
    return [expired, { type: 'JobFailed', failure, needsOperator: 'outcome_unknown', at }];
  }
  if (cancel !== undefined)
    return [expired, { type: 'JobCanceled', by: cancel.by, reason: cancel.reason, commandId, at }];
  if (attempt < limits.attemptsMax) return [{ ...expired, retryAt: plusMs(at, retryMs(limits, attempt, chance)) }];
  return [expired, { type: 'JobFailed', failure: { ...leaseLost, retryable: false }, at }];
}

const unknown = 'Whether it ran to its end is not known, and it must not run twice: look, then /recover it or not.';

/** The work itself goes on under its token although the worker's process is gone: another process watches it. */
export function adopt(order: Asked<JobOrder<'Adopt'>>, job: Job, state: StateName): JobEvent[] {
  requireSystem(order);
  const { fence, owner, at } = order;
  if (state !== 'running' || job.lease?.fence !== fence || job.lease.owner === owner) return [];
  const expiresAt = plusMs(at, specOf(job).limits.leaseMs);
  return [
    { type: 'OutcomeRecovered', fence, found: 'running', at },
    { type: 'LeaseClaimed', owner, fence, expiresAt, at },
  ];
}
