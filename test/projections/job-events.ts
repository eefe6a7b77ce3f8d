import type { JsonObject } from '../../domain/message.ts';
import { newEvent, type Placed } from './histories.ts';

/** The life of jobs, for tests of what is counted. All at one instant unless said otherwise. */

export const at = '2026-03-01T00:00:00.000Z';
export const after = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const limits = {
  ...{ attemptsMax: 2, leaseMs: 120_000, deadlineMs: 900_000, timeoutMs: 900_000, approvalTtlMs: 86_400_000 },
  ...{ resumeTtlMs: 86_400_000, queueTtlMs: 86_400_000, retryBaseMs: 1000, retryMaxMs: 60_000, cancelGraceMs: 10_000 },
};
const hash = 'a'.repeat(64);
const spec: JsonObject = {
  ...{ class: 'task', name: 'restart', route: 'heavy', risk: 'low', title: 'restart nginx', work: {}, plan: [] },
  ...{ planHash: hash, gates: [], idempotent: false, rollback: 'none', limits },
};
const request: JsonObject = {
  ...{ by: { id: 'tg:7', role: 'operator' }, key: 'k', payloadHash: hash, commandId: 'tg-1', expiresAt: at },
};

export const on = (jobId: string, type: string, data: JsonObject): Placed => ({
  stream: `job-${jobId}`,
  event: newEvent(type, { at, ...data }),
});
export const requested = (jobId: string, what: JsonObject) =>
  on(jobId, 'JobRequested', { ...request, jobId, at, spec: { ...spec, ...what } });
export const heavy = (jobId: string) => requested(jobId, { class: 'task', route: 'heavy' });
export const started = (jobId: string) => on(jobId, 'AttemptStarted', { attempt: 1, fence: 1, deadlineAt: after(9e5) });
