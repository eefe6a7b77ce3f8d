import { z } from 'zod';
import { at, count, digits, maybeAt, milliseconds, text } from './forms.ts';
import { jobClass, jobState } from './job-forms.ts';
import { sloReport } from './slo-forms.ts';

const counts = z.record(z.string(), count);

/** The whole in one look. */
export const ops = {
  ...{ generatedAt: at, windowMinutes: count, status: z.enum(['healthy', 'degraded', 'unhealthy']) },
  reasons: z.array(z.string()).describe('what is not well, the worst first'),
  mode: z.object({ mode: z.string(), why: z.string(), since: maybeAt, autonomy: text }),
  healthScore: count.min(0).max(1),
  config: z.record(z.string(), z.unknown()).describe('the configuration as it may be shown'),
  rateLimits: z.object({ byOutcome: counts }),
  breakers: z.array(
    z.object({
      ...{ name: z.string(), state: z.string(), failureRate: count.nullable(), slowCallRate: count.nullable() },
      ...{ lastFailureAt: maybeAt, nextRetryAt: maybeAt, override: text },
    }),
  ),
  bulkheads: z.array(z.object({ class: z.string(), active: count, max: count, waiting: count, rejected: count })),
  idempotency: z.object({ keys: count, replays: count, conflicts: count }),
  idempotency24h: z.object({ replays: count, conflicts: count }),
  cache: z.object({ byNamespace: z.record(z.string(), z.unknown()) }),
  jobs: z.object({
    byState: z.record(jobState, count),
    failed24h: count,
    pressureByClass: z.record(
      jobClass,
      z.object({
        ...{ queued: count, running: count, queuedMax: count, runningMax: count, oldestQueuedMs: milliseconds },
      }),
    ),
    ...{ oldestQueuedMs: milliseconds, oldestRunningMs: milliseconds, stale: count, needsOperator: count },
  }),
  leases: z.object({ active: count, stale: count }),
  approvals: z.object({ pending: count, oldestMs: milliseconds }),
  commands: z.object({ untaken: count, unanswered: count, oldestMs: milliseconds }),
  outbox: z.object({ pending: count, oldestMs: milliseconds, failed: count }),
  actors: z.object({ parked: count, restarts: count }),
  timeouts: z.object({ command: count, work: count, lease: count }),
  errors: z.object({ byCode: counts }),
  latencyMs: z.object({ p50: milliseconds, p95: milliseconds, p99: milliseconds }),
  goodRatio: count.nullable(),
  fallbacks: z.object({ byStep: counts }),
  faults: z.array(
    z.object({ faultId: z.string(), point: z.string(), kind: z.string(), by: z.string(), injectedAt: at, endsAt: at }),
  ),
  errorBudget: z.array(z.object({ sli: z.string(), remaining: count, burn1h: count, burn6h: count, burn3d: count })),
  release: sloReport.freeze,
  projections: z.array(
    z.object({ name: z.string(), position: digits.nullable(), error: text, lagEvents: count, lagMs: count }),
  ),
};
