import { plusMs } from '../instants.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import type { JobOrder } from './commands.ts';
import type { JobEvent } from './events.ts';
import type { Asked, StateName } from './rules.ts';
import type { Job } from './state.ts';
import type { Autonomy, JobClass, JobSpec } from './work.ts';

const leastRole = (jobClass: JobClass) => (jobClass === 'render' ? 'viewer' : 'operator');

/**
 * Takes on a piece of work, once for each key. Light work without gates is in the queue at once; heavy work
 * waits for its gates and for a resume.
 * @throws {Refusal} `forbidden`, `queue_saturated` (no stream is made), `read_only`.
 */
export function request(order: Asked<JobOrder<'RequestJob'>>, job: Job, state: StateName): JobEvent[] {
  const { spec, key, payloadHash, schedule, rerunOf, by, at, id: commandId } = order;
  if (!allows(by.role, leastRole(spec.class)))
    throw new Refusal('forbidden', `This takes the role ${leastRole(spec.class)}; yours is ${by.role}.`);
  if (state !== 'none') return repeated(order, job);
  requireRoom(order);
  const cause = { ...(schedule === undefined ? {} : { schedule }), ...(rerunOf === undefined ? {} : { rerunOf }) };
  const jobId = order.jobId;
  const expiresAt = plusMs(at, spec.limits.approvalTtlMs);
  return [
    { type: 'JobRequested', jobId, spec, by, key, payloadHash, ...cause, commandId, at, expiresAt },
    ...onItsWay(spec, order),
  ];
}

/** What follows by policy alone: approval where nobody is asked, dispatch where nothing is waited for. */
export function onItsWay(
  spec: JobSpec,
  { by, at, mode, id: commandId }: Pick<Asked<JobOrder<'RequestJob'>>, 'by' | 'at' | 'id'> & { mode: Autonomy },
): JobEvent[] {
  if (spec.gates.length > 0) return [];
  const { resumeTtlMs, queueTtlMs } = spec.limits;
  const approved: JobEvent = { type: 'JobApproved', by: policy, at, expiresAt: plusMs(at, resumeTtlMs) };
  const dispatched = spec.route === 'light' || mode === 'auto';
  if (!dispatched || isHeld(spec, mode)) return [approved];
  return [approved, { type: 'JobQueued', by, mode, commandId, availableAt: at, at, expiresAt: plusMs(at, queueTtlMs) }];
}

/** In read-only mode nothing is dispatched; a chart only reads. */
export function isHeld({ class: jobClass }: JobSpec, mode: Autonomy): boolean {
  return mode === 'readonly' && jobClass !== 'render';
}

const policy = { id: 'system:policy', role: 'system' as const };

function repeated({ key, payloadHash, by, at, id }: Asked<JobOrder<'RequestJob'>>, job: Job): JobEvent[] {
  const { payloadHash: firstHash } = job.request!;
  if (payloadHash === firstHash) return [{ type: 'RequestRepeated', key, commandId: id, by, at }];
  return [{ type: 'IdempotencyConflict', key, payloadHash, firstHash, commandId: id, by, at }];
}

function requireRoom({ spec, mode, room: { used, max, retryAfterMs } }: Asked<JobOrder<'RequestJob'>>): void {
  if (spec.route === 'light' && isHeld(spec, mode))
    throw new Refusal('read_only', 'The system is in read-only mode: nothing is dispatched.');
  if (used >= max)
    throw new Refusal('queue_saturated', `${used} jobs of class ${spec.class} wait already, the most that may.`, {
      retryAfterMs,
    });
}
