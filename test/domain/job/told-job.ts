import { canonical } from '../../../domain/fold.ts';
import { sha256 } from '../../../domain/ids.ts';
import { jobAggregate } from '../../../domain/job/aggregate.ts';
import type { JobSpec } from '../../../domain/job/work.ts';
import type { Agent } from '../../../domain/message.ts';
import { after, given, noon } from '../given.ts';

/** Jobs as they are told: facts that lead into each state, and orders as people, workers and timers give them. */

export const job = given(jobAggregate);

export const olu: Agent = { id: 'tg:1002', role: 'operator' };
export const anna: Agent = { id: 'tg:2001', role: 'approver' };
export const bert: Agent = { id: 'tg:2002', role: 'approver' };
export const root: Agent = { id: 'tg:1001', role: 'admin' };
export const vera: Agent = { id: 'tg:1003', role: 'viewer' };
export const worker: Agent = { id: 'system:workshop', role: 'system' };

const limits = {
  attemptsMax: 2,
  leaseMs: 120_000,
  deadlineMs: 900_000,
  timeoutMs: 600_000,
  approvalTtlMs: 86_400_000,
  resumeTtlMs: 86_400_000,
  queueTtlMs: 86_400_000,
  retryBaseMs: 1000,
  retryMaxMs: 60_000,
  cancelGraceMs: 10_000,
};

export function spec(different: Partial<JobSpec> = {}): JobSpec {
  const work = { task: 'restart', argv: ['/usr/bin/systemctl', 'restart', 'nginx.service'] };
  return {
    class: 'task',
    name: 'restart',
    route: 'heavy',
    risk: 'medium',
    title: 'Restart nginx.service',
    work,
    plan: [['runs', '/usr/bin/systemctl restart nginx.service']],
    planHash: sha256(canonical(work)),
    gates: [{ category: 'deploy_restart', needs: 1, fourEyes: true }],
    idempotent: true,
    rollback: 'none needed',
    limits,
    ...different,
  };
}

export const light = () => spec({ route: 'light', gates: [], class: 'probe', name: 'http' });
export const jobId = '7k3f9q2m4x';
const hash = sha256('payload');
const expiresAt = after(86_400);

// ------------------------------------------------------------------------------------------------ facts

export const requested = (of: JobSpec = spec(), by = olu) => ({
  type: 'JobRequested',
  jobId,
  spec: of,
  by,
  key: 'tg-1',
  payloadHash: hash,
  commandId: 'tg-1',
  at: noon,
  expiresAt,
});
export const approvalBy = (by: Agent, decision = 'approved', category = 'deploy_restart') => ({
  type: 'ApprovalRecorded',
  by,
  category,
  decision,
  planHash: spec().planHash,
  commandId: `tg-by-${by.id}-${category}`,
  at: noon,
});
export const approved = () => ({ type: 'JobApproved', by: anna, at: noon, expiresAt });
export const queued = () => ({
  type: 'JobQueued',
  by: olu,
  mode: 'supervised',
  commandId: 'tg-3',
  availableAt: noon,
  at: noon,
  expiresAt,
});
export const claimed = (fence = 1) => ({
  type: 'LeaseClaimed',
  owner: 'harbour-1',
  fence,
  expiresAt: after(120),
  at: noon,
});
export const started = (fence = 1, attempt = 1) => ({
  type: 'AttemptStarted',
  attempt,
  fence,
  at: noon,
  deadlineAt: after(900),
});
export const succeeded = (fence = 1) => ({
  type: 'JobSucceeded',
  fence,
  result: { summary: 'restarted', data: {} },
  durationMs: 900,
  at: noon,
});
export const wrong = { code: 'exit_code', class: 'upstream', message: 'It ended with 1.', retryable: true } as const;
export const attemptFailed = (fence = 1, attempt = 1) => ({
  type: 'AttemptFailed',
  attempt,
  fence,
  failure: wrong,
  retryAt: after(1),
  at: noon,
});
export const failed = () => ({ type: 'JobFailed', failure: wrong, at: noon });
export const cancelAsked = (fence = 1) => ({
  type: 'CancelRequested',
  by: olu,
  reason: 'enough',
  fence,
  commandId: 'tg-4',
  forceAt: after(10),
  at: noon,
});
export const canceled = () => ({ type: 'JobCanceled', by: olu, reason: 'enough', commandId: 'tg-5', at: noon });
export const expired = () => ({ type: 'JobExpired', what: 'approval', at: noon });

/** The facts that lead into each state. */
export const ways = {
  none: [],
  requested: [requested()],
  approved: [requested(), approvalBy(anna), approved()],
  queued: [requested(), approvalBy(anna), approved(), queued()],
  running: [requested(), approvalBy(anna), approved(), queued(), claimed(), started()],
  succeeded: [requested(), approvalBy(anna), approved(), queued(), claimed(), started(), succeeded()],
  failed: [requested(), approvalBy(anna), approved(), queued(), claimed(), started(), failed()],
  canceled: [requested(), canceled()],
  expired: [requested(), expired()],
};
export type Way = keyof typeof ways;

// ------------------------------------------------------------------------------------------------ orders

let count = 0;
const order = (type: string, by: Agent, fields: object = {}) => ({ type, by, id: `order-${++count}`, ...fields });
export const room = (used = 0, max = 40) => ({ used, max, retryAfterMs: 1000 });

export const ask = (by = olu, fields: object = {}) =>
  order('RequestJob', by, {
    ...{ jobId, spec: spec(), key: 'tg-1', payloadHash: hash, mode: 'supervised', room: room() },
    ...fields,
  });
export const approve = (by = anna, fields: object = {}) =>
  order('Approve', by, { category: 'deploy_restart', planHash: spec().planHash.slice(0, 8), ...fields });
export const reject = (by = anna, fields: object = {}) =>
  order('Reject', by, { category: 'deploy_restart', ...fields });
export const resume = (by = olu, mode = 'supervised') => order('Resume', by, { mode });
export const attachPlan = (by = olu) => order('AttachPlan', by, { summary: 'restart it once' });
export const review = (by = anna, fields: object = {}) =>
  order('Review', by, { verdict: 'pass', checklist: [], ...fields });
export const stop = (by = olu) => order('Stop', by, { reason: 'enough' });
export const recover = (by = root, mode = 'supervised') => order('Recover', by, { reason: 'the disk is back', mode });
export const claim = (by = worker, fields: object = {}) =>
  order('Claim', by, { owner: 'harbour-1', room: room(), ...fields });
export const beat = (fence = 1, by = worker) => order('Beat', by, { fence });
export const progress = (fence = 1, by = worker) => order('TellProgress', by, { fence, note: 'half', lines: [] });
export const succeed = (fence = 1, by = worker) =>
  order('Succeed', by, { fence, result: { summary: 'done', data: {} }, durationMs: 5, recovered: false });
export const fail = (fence = 1, by = worker, fields: object = {}) =>
  order('Fail', by, { fence, failure: wrong, chance: 0.5, recovered: false, ...fields });
export const yieldUp = (fence = 1, by = worker) => order('Yield', by, { fence });
export const release = (fence = 1, by = worker) => order('Release', by, { fence, reason: 'the worker stops' });
export const reclaim = (fence = 1, by = worker) => order('Reclaim', by, { fence, chance: 0.5, at: after(121) });
export const adopt = (fence = 1, by = worker) => order('Adopt', by, { fence, owner: 'harbour-2' });
export const forceCancel = (fence = 1, by = worker) => order('ForceCancel', by, { fence, at: after(11) });
export const expire = (by = worker, dueAt = expiresAt) => order('Expire', by, { dueAt, at: dueAt });
export const follow = (chatId = 1002) => order('Follow', worker, { follower: { chatId, replyId: `reply-${chatId}` } });
export const noteTold = (news = 1) => order('NoteTold', worker, { news });
