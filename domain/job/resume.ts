import { plusMs } from '../instants.ts';
import { Refusal } from '../refusal.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import { isHeld } from './request.ts';
import { type Asked, illegal, missingGates, requirePerson, type StateName, specOf } from './rules.ts';
import type { Job } from './state.ts';

/**
 * Puts an approved job in the queue, once, when every gate is met.
 * @throws {Refusal} `gate_unsatisfied`, naming what is missing; `read_only`; `illegal_transition`.
 */
export function resume(order: Asked<JobOrder<'Resume'>>, job: Job, state: StateName): JobEvent[] {
  const spec = specOf(job);
  requirePerson(order, 'operator');
  if (state === 'queued' || state === 'running') return [];
  const missing = missingGates(job);
  if (state === 'requested' || (state === 'approved' && missing.length > 0))
    throw new Refusal('gate_unsatisfied', `${job.jobId} still needs ${missing.join(', ')}.`, {
      hint: `Ask an approver: /approve ${job.jobId}.`,
    });
  if (state !== 'approved') throw illegal(job, state, 'resumed');
  const { by, mode, at, id: commandId } = order;
  if (isHeld(spec, mode))
    throw new Refusal('read_only', 'The system is in read-only mode: nothing is dispatched.', {
      hint: 'It stays approved; an admin can end it with /mode supervised.',
    });
  return [
    { type: 'JobQueued', by, mode, commandId, availableAt: at, at, expiresAt: plusMs(at, spec.limits.queueTtlMs) },
  ];
}
