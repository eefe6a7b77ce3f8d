import type { StateName } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';
import type { Failure, JobClass, JobSpec, Result } from '../../domain/job/work.ts';

/** What work needs of the outside: a way to other processes, and whoever does it. Adapters implement it. */

/** Says that a job waits to be claimed. It carries nothing else: whoever claims it is told the rest. */
export interface WorkOffer {
  jobId: string;
  jobClass: JobClass;
  /** The fencing token the next claim would get: a repeat of the same offer is the same message. */
  fence: number;
}

/** What was recorded of a job that somebody works on: `CancelRequested`, or an end that was not the worker's. */
export interface Recall {
  jobId: string;
  fact: string;
}

/** Carries offers to worker processes: at least once, in any order, at most so many at a time for each class. */
export interface WorkQueue {
  /** @throws {BusUnavailable} it is not known to be stored: the sweeper offers it again. */
  offer(offer: WorkOffer): Promise<void>;
  /** Tells whoever works on a job, elsewhere, what was recorded of it. A hint: the next heartbeat says it for certain. */
  recall(recall: Recall): void;
  /** Told of each recall, of every job. */
  onRecall(tell: (recall: Recall) => void): void;
  /** `handle` resolves when the offer is done with; while it runs the queue is told that it is under way. */
  consume(
    jobClass: JobClass,
    slots: number,
    handle: (offer: WorkOffer) => Promise<void>,
  ): Promise<{ stop(): Promise<void> }>;
}

/**
 * Why an attempt is to stop. `stopping`: the program ends; what outlives its worker is left alone, to be found again.
 * After any of the others the work itself has to be stopped.
 */
export type StopReason = 'cancelled' | 'timed_out' | 'lease_lost' | 'stopping';

/** A worker asks for nothing but this. */
export const workerOrders = [
  'Claim',
  'Beat',
  'TellProgress',
  'BeginRender',
  'FailRender',
  'EndRender',
  'Succeed',
  'Fail',
  'Yield',
  'Release',
  'Reclaim',
  'Adopt',
] as const;
export type WorkerOrder = (typeof workerOrders)[number];

/** Where a job stands. */
export interface Standing {
  jobId: string;
  state: StateName;
  job: Job;
}

/** How workers speak with jobs, in this process or from another one. The chain of an order is the job's own. */
export interface JobOrders {
  /**
   * Resolves with where the job stands then. The same `id` again changes nothing.
   * @throws {Refusal} as the rules say; {@link StoreError} nothing was recorded, or it is not known: the same again.
   */
  give(jobId: string, type: WorkerOrder, data: Record<string, unknown>, id: string): Promise<Standing>;
  /** Where it stands now. @throws as `give`; `not_found`. */
  look(jobId: string): Promise<Standing>;
}

/** One attempt, as its performer gets it. */
export interface Attempt {
  jobId: string;
  /** Names everything the attempt leaves behind; the resource that takes an effect key takes `<jobId>.<fence>`. */
  fence: number;
  attempt: number;
  spec: JobSpec;
  correlationId: string;
  /** Fires when it is to stop; its `reason` is a {@link StopReason}. */
  signal: AbortSignal;
  /** Told as often as one likes; what reaches the log is paced. `lines`: the last of the output, at most 10. */
  tell(progress: { note: string; percent?: number; lines?: string[] }): void;
  /**
   * Records a fact of the work itself; resolves once the log has it. @throws {Refusal} `stale_lease`: somebody else has
   * the work now; {@link StoreError} when the log stays away.
   */
  record(type: WorkFact, data: Record<string, unknown>): Promise<void>;
}

/** Facts that the work of a class brings with it. */
export type WorkFact = 'BeginRender' | 'FailRender' | 'EndRender';

/** What an attempt left behind whose process is gone. */
export type LeftBehind =
  /** Nothing tells whether it ran. */
  | { state: 'unknown' }
  /** Nothing of it ever began: it may be begun again. */
  | { state: 'never_began' }
  | { state: 'succeeded'; result: Result; durationMs: number }
  | { state: 'failed'; failure: Failure; result?: Result }
  /** It goes on; `attach` waits for its end as `perform` does. */
  | { state: 'running'; attach(attempt: Attempt): Promise<Result> };

/** Does the work of one class. */
export interface Performer {
  /** @throws {WorkFailed} a failure of the work; anything else thrown is a fault of the program. */
  perform(attempt: Attempt): Promise<Result>;
  /** For work that outlives its worker. Without it nothing is ever left behind. */
  lookUp?(attempt: Pick<Attempt, 'jobId' | 'fence' | 'spec'>): Promise<LeftBehind>;
}

/** The work did not end well; `failure` says why and whether another attempt may. */
export class WorkFailed extends Error {
  override name = 'WorkFailed';
  readonly failure: Failure;
  readonly result: Result | undefined;
  constructor(failure: Failure, result?: Result) {
    super(`${failure.code}: ${failure.message}`);
    this.failure = failure;
    this.result = result;
  }
}
