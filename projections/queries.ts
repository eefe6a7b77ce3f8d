import type { AlertRow } from './alerts.projection.ts';
import type { ChainReport } from './audit-chain-query.ts';
import type { AuditEntry, AuditOptions } from './audit-query.ts';
import type { ChatSummary } from './chats-query.ts';
import type { Lag } from './head.ts';
import type { Idempotency, IdempotencyTotals } from './idempotency-query.ts';
import type { JobCounts, JobSummary, JobsOptions, OpenJobRow } from './jobs-query.ts';
import type { OpenWork } from './open-work-query.ts';
import type { OpsOptions, OpsSnapshot } from './ops-snapshot.ts';
import type { ProcessRuns } from './processes-query.ts';
import type { LogOptions, LogRecord } from './records-query.ts';
import type { SloHistory, SloHistoryOptions } from './slo-history-query.ts';
import type { SloReport } from './slo-query.ts';
import type { Trace } from './trace-query.ts';

/**
 * Everything that is shown is asked for here. Answers are JSON throughout (places are decimal digits), bounded,
 * and say how old they are.
 *
 * Every method rejects with `ViewsUnavailable` when the views cannot be read; over a thread also with a `Refusal`:
 * `deadline_exceeded`, `bulkhead_full`, `upstream_unavailable`.
 */
export interface Queries {
  /**
   * What followed from one message. `id`: a correlation id, a command id, a reply id, `message-<chatId>-<messageId>`,
   * or the beginning of a correlation id that fits one chain alone.
   * @throws {Refusal} `not_found`; `invalid_request` naming some of the chains that a beginning fits.
   */
  trace(id: string): Promise<Answered<Trace>>;
  /** Newest first. */
  audit(options?: AuditOptions): Promise<Answered<{ entries: AuditEntry[] }>>;
  /** The chain over everything recorded; with `since`, a count of events, its links after that. */
  auditChain(options?: { since?: number; limit?: number }): Promise<Answered<ChainReport>>;
  /** Newest first. */
  log(options?: LogOptions): Promise<Answered<{ records: LogRecord[] }>>;
  /** Latest activity first, at most 200; or the one that is asked for. */
  chats(options?: { chatId?: number }): Promise<Answered<{ chats: ChatSummary[] }>>;
  /** What is known of one key; all zero when it was never seen. */
  idempotency(key: string): Promise<Answered<Idempotency>>;
  /** Since an instant. Default: all that is held. */
  idempotencyTotals(options?: { since?: string }): Promise<Answered<IdempotencyTotals>>;
  openWork(): Promise<Answered<OpenWork>>;
  /** Newest first. @throws {Refusal} `invalid_request` for a state or class that there is not. */
  jobs(options?: JobsOptions): Promise<Answered<{ jobs: JobSummary[] }>>;
  /** Null when there is none of that id, or when it ended too long ago. */
  job(jobId: string): Promise<Answered<{ job: JobSummary | null }>>;
  jobCounts(): Promise<Answered<JobCounts>>;
  /** Every job that has not ended, or whose followers were not told. */
  openJobs(): Promise<Answered<{ open: OpenJobRow[] }>>;
  /** The whole in one look, of the last minutes; with each view and how far it is behind. */
  ops(options?: OpsOptions): Promise<Answered<OpsSnapshot & { projections: ViewAge[] }>>;
  /** Every indicator over its windows until now, the budgets, what burns, and what may be released. */
  slo(): Promise<Answered<SloReport>>;
  /** How one indicator came to stand as it does. @throws {Refusal} `invalid_request`. */
  sloHistory(options: SloHistoryOptions): Promise<Answered<SloHistory>>;
  /** Every alert there ever was; raised ones first. */
  alerts(): Promise<Answered<{ alerts: AlertRow[] }>>;
  /** Newest first. */
  processes(options?: { limit?: number }): Promise<Answered<ProcessRuns>>;
}

/** How old an answer is: what is in it, and what is not yet. */
export interface AsOf extends Lag {
  /** Place in the log of the last event that is in it; none yet. */
  position: string | null;
  /** Why the view it came from is set aside: it grows old until the cause is mended. */
  degraded?: string;
}

/** One view: how old it is, and why it is set aside. */
export interface ViewAge extends Lag {
  name: string;
  position: string | null;
  error: string | null;
}

export type Answered<Content> = Content & { asOf: AsOf };
