import { msBetween, plusMs } from '../instants.ts';
import { Refusal } from '../refusal.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import { onItsWay } from './request.ts';
import { type Asked, illegal, requirePerson, requireSystem, type StateName, specOf } from './rules.ts';
import type { Job } from './state.ts';

/** Ends that are not the work's own, and the one way out of them. */

/** Ends what has not begun; asks what runs to stop. A second stop changes nothing. */
export function stop(order: Asked<JobOrder<'Stop'>>, job: Job, state: StateName): JobEvent[] {
  const { limits } = specOf(job);
  requirePerson(order, 'operator');
  const { by, reason, at, id: commandId } = order;
  if (state === 'running') {
    if (job.cancel !== undefined) return [];
    const forceAt = plusMs(at, limits.cancelGraceMs);
    return [{ type: 'CancelRequested', by, reason, fence: job.lease!.fence, commandId, forceAt, at }];
  }
  if (job.endedAt !== undefined) throw illegal(job, state, 'stopped');
  return [{ type: 'JobCanceled', by, reason, commandId, at }];
}

/** The worker did not stop in time: it is over without it, and its token is worth nothing any more. */
export function forceCancel(order: Asked<JobOrder<'ForceCancel'>>, job: Job, state: StateName): JobEvent[] {
  requireSystem(order);
  const { cancel, lease } = job;
  const due = cancel !== undefined && msBetween(cancel.forceAt, order.at) >= 0;
  if (state !== 'running' || lease?.fence !== order.fence || !due) return [];
  return [{ type: 'JobCanceled', by: cancel.by, reason: cancel.reason, commandId: order.id, at: order.at }];
}

const waits = { requested: 'approval', approved: 'resume', queued: 'queue', running: 'deadline' } as const;

/** The present wait is over. A timer of an earlier wait changes nothing. */
export function expire(order: Asked<JobOrder<'Expire'>>, job: Job, state: StateName): JobEvent[] {
  requireSystem(order);
  if (job.dueAt === undefined || order.dueAt !== job.dueAt || msBetween(job.dueAt, order.at) < 0) return [];
  const what = job.startedAt === undefined ? waits[state as keyof typeof waits] : 'deadline';
  return [{ type: 'JobExpired', what, at: order.at }];
}

/**
 * Back to the beginning, with a reason: approvals are void, attempts begin anew.
 * @throws {Refusal} `forbidden`, `illegal_transition`: SUCCEEDED never leaves.
 */
export function recover(order: Asked<JobOrder<'Recover'>>, job: Job, state: StateName): JobEvent[] {
  const spec = specOf(job);
  requirePerson(order, 'admin');
  if (state !== 'failed' && state !== 'canceled' && state !== 'expired') throw illegal(job, state, 'recovered');
  const { by, reason, at, id: commandId } = order;
  if (job.epoch >= epochsMax) throw new Refusal('illegal_transition', `It was recovered ${epochsMax} times already.`);
  const expiresAt = plusMs(at, spec.limits.approvalTtlMs);
  return [
    { type: 'JobRecovered', by, reason, epoch: job.epoch + 1, jobClass: spec.class, commandId, at, expiresAt },
    ...onItsWay(spec, { by, at, id: commandId, mode: order.mode }),
  ];
}

/** What fails so often is not mended by trying again. */
const epochsMax = 20;
