import { type JobClass, jobClass as jobClasses } from '../domain/job/work.ts';
import type { Instant, JsonObject } from '../domain/message.ts';
import type { JobStateName } from './jobs-query.ts';
import type { Percentiles, SloReport } from './slo-query.ts';

/** The whole in one look: its shape. */

/** What the snapshot is held against, from the configuration. */
export interface OpsTerms {
  /** Every breaker there is. */
  dependencies: readonly string[];
  caps: Record<JobClass, { running: number; queued: number }>;
  /** The configuration as it may be shown. */
  config: JsonObject;
}

/** Where no configuration is at hand: no bound is known. */
export const unknownTerms: OpsTerms = {
  dependencies: [],
  caps: Object.fromEntries(
    jobClasses.options.map(name => [name, { running: Number.MAX_SAFE_INTEGER, queued: Number.MAX_SAFE_INTEGER }]),
  ) as OpsTerms['caps'],
  config: {},
};

export interface OpsOptions {
  /** 1 to 10080; past a day, whole hours. Default 15. */
  windowMinutes?: number;
}

export interface OpsSnapshot {
  generatedAt: Instant;
  windowMinutes: number;
  status: 'healthy' | 'degraded' | 'unhealthy';
  /** What is not well, the worst first; in words. */
  reasons: string[];
  mode: { mode: string; why: string; since: Instant | null; autonomy: string | null };
  /** 0 to 1. */
  healthScore: number;
  config: JsonObject;
  rateLimits: { byOutcome: Record<string, number> };
  breakers: OpsBreaker[];
  /** Classes of jobs as they are; pools of calls as they were when they last turned one away in the window. */
  bulkheads: { class: string; active: number; max: number; waiting: number; rejected: number }[];
  idempotency: { keys: number; replays: number; conflicts: number };
  /** Of the last 24 hours. */
  idempotency24h: { replays: number; conflicts: number };
  cache: { byNamespace: Record<string, never> };
  jobs: {
    byState: Record<JobStateName, number>;
    failed24h: number;
    pressureByClass: Record<
      JobClass,
      { queued: number; running: number; queuedMax: number; runningMax: number; oldestQueuedMs: number | null }
    >;
    oldestQueuedMs: number | null;
    oldestRunningMs: number | null;
    stale: number;
    needsOperator: number;
  };
  leases: { active: number; stale: number };
  approvals: { pending: number; oldestMs: number | null };
  commands: { untaken: number; unanswered: number; oldestMs: number | null };
  outbox: { pending: number; oldestMs: number | null; failed: number };
  actors: { parked: number; restarts: number };
  timeouts: { command: number; work: number; lease: number };
  errors: { byCode: Record<string, number> };
  latencyMs: Percentiles;
  /** Of the commands in the window; none without traffic. */
  goodRatio: number | null;
  fallbacks: { byStep: Record<string, number> };
  /** Faults on demand that are in force. */
  faults: { faultId: string; point: string; kind: string; by: string; injectedAt: Instant; endsAt: Instant }[];
  errorBudget: { sli: string; remaining: number; burn1h: number; burn6h: number; burn3d: number }[];
  release: SloReport['freeze'];
}

export interface OpsBreaker {
  name: string;
  state: string;
  /** Shares of the calls it was last decided on; none when it never opened. */
  failureRate: number | null;
  slowCallRate: number | null;
  lastFailureAt: Instant | null;
  nextRetryAt: Instant | null;
  override: string | null;
}
