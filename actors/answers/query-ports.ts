import type { Instant } from '../../domain/message.ts';
import type { Freeze } from '../../domain/slo/freeze.ts';
import type { Sli } from '../../domain/slo/objectives.ts';
import type { Standing } from '../../domain/slo/standing.ts';

/** What the answers ask of the read models. Every answer says how old it is. */

export interface AsOf {
  /** Place in the log of the last event that is in it. */
  position: string | null;
  lagEvents: number;
  lagMs: number;
  degraded?: string;
}

/** One event of a chain, under the one that led to it. */
export interface TracedStep {
  stream: string;
  revision: string;
  type: string;
  text: string;
  recordedAt: Instant;
  /** Since its parent. */
  ms: number;
  steps: TracedStep[];
}

export interface AuditedEntry {
  at: Instant;
  actor: string;
  role: string;
  action: string;
  target: string;
  result: string;
  text: string;
  correlationId: string;
}

export interface RecordedLine {
  at: Instant;
  level: string;
  stream: string;
  type: string;
  code: string | null;
  correlationId: string;
  text: string;
}

/** The chain over everything recorded, and what was last said of it. */
export interface AuditChain {
  count: number;
  hash: string;
  verified: { at: Instant; count: number } | null;
  broken: { at: Instant; detail: string } | null;
  checkpoint: { signedAt: Instant; publicKey: string } | null;
}

export interface OpenTotals {
  totals: { untaken: number; unanswered: number; replies: number };
}

interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** One indicator, as the objectives judge it. */
export interface SloIndicator extends Standing {
  sli: Sli;
  latencyMs: { '1h': Percentiles; '30d': Percentiles };
  targetMs: Percentiles;
}

export interface SloNow {
  indicators: SloIndicator[];
  freeze: Freeze;
}

/** A job as it is listed. */
export interface ListedJob {
  jobId: string;
  jobClass: string;
  name: string;
  title: string;
  state: string;
  gates: { name: string; needs: number; satisfied: boolean }[];
  percent: number | null;
  needsOperator: string | null;
  requestedBy: string;
  /** Since when it is in its state. */
  sinceAt: Instant;
  terminalAt: Instant | null;
}

/** How many jobs there are in each state, and what is oldest. */
export interface JobTotals {
  byState: Record<string, number>;
  byClass: Record<
    string,
    {
      waiting: number;
      queued: number;
      running: number;
      oldestQueuedAt: Instant | null;
      oldestRunningAt: Instant | null;
    }
  >;
  failed24h: number;
  stale: number;
  approvals: { pending: number; oldestAt: Instant | null };
  needsOperator: number;
}

export interface JobQueries {
  /** Newest first, at most 500. @throws {Refusal} `invalid_request` for a state that there is not. */
  jobs(options: { limit: number; state?: string }): Promise<{ jobs: ListedJob[]; asOf: AsOf }>;
  jobCounts(): Promise<JobTotals & { asOf: AsOf }>;
}

/** The whole in one look. */
export interface OpsNow {
  generatedAt: Instant;
  status: string;
  reasons: string[];
  healthScore: number;
  breakers: { name: string; state: string }[];
  bulkheads: { class: string; active: number; max: number }[];
  idempotency24h: { replays: number; conflicts: number };
  jobs: {
    byState: Record<'requested' | 'approved' | 'queued' | 'running', number>;
    failed24h: number;
    pressureByClass: Record<
      string,
      { queued: number; running: number; queuedMax: number; runningMax: number; oldestQueuedMs: number | null }
    >;
    oldestQueuedMs: number | null;
    oldestRunningMs: number | null;
    stale: number;
  };
  leases: { active: number; stale: number };
  approvals: { pending: number; oldestMs: number | null };
  commands: { untaken: number; unanswered: number; oldestMs: number | null };
  outbox: { pending: number; oldestMs: number | null; failed: number };
  timeouts: { command: number; work: number; lease: number };
  latencyMs: Percentiles;
  goodRatio: number | null;
  errorBudget: { sli: string; remaining: number; burn1h: number; burn6h: number }[];
  asOf: AsOf;
}

export interface AnswerQueries {
  ops(options: { windowMinutes?: number }): Promise<OpsNow>;
  /** @throws {Refusal} `not_found`, or `invalid_request` naming the chains that a beginning fits. */
  trace(
    id: string,
  ): Promise<{ correlationId: string; roots: TracedStep[]; count: number; totalMs: number; cut: boolean; asOf: AsOf }>;
  audit(options: { actor?: string; limit?: number }): Promise<{ entries: AuditedEntry[]; asOf: AsOf }>;
  auditChain(): Promise<AuditChain & { asOf: AsOf }>;
  log(options: { limit?: number; text?: string }): Promise<{ records: RecordedLine[]; asOf: AsOf }>;
  idempotency(key: string): Promise<{
    firstSeenAt: Instant | null;
    stream: string | null;
    replays: number;
    lastReplayAt: Instant | null;
    conflicts: number;
    asOf: AsOf;
  }>;
  slo(): Promise<SloNow & { asOf: AsOf }>;
  openWork(): Promise<OpenTotals & { asOf: AsOf }>;
}
