import type { Failure, Result } from '../../domain/job/work.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Clock, Log, Random, Timers } from '../ports.ts';
import { insist } from '../waiting.ts';
import { alarms } from './alarms.ts';
import { keepLease } from './lease.ts';
import { isPassing } from './passing.ts';
import type { JobOrders, Standing, WorkerOrder } from './ports.ts';
import { type Attempt, type StopReason, type WorkFact, WorkFailed } from './ports.ts';
import { pacedProgress } from './progress.ts';

export interface CarryPorts {
  orders: JobOrders;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
  /** Between two recorded progresses. */
  paceMs: number;
  /** Fires when nothing can be said any more: the process ends. */
  ending: AbortSignal;
}

/** An attempt under way. */
export interface Carried {
  stop(reason: StopReason): void;
  /** What was recorded of the job by others. */
  note(fact: string): void;
  /** It may be begun anew without harm. */
  mayStop: boolean;
  /** Never rejects. Its outcome is recorded, or is somebody else's to find out. */
  done: Promise<void>;
}

type Settled = { result: Result } | { error: unknown };

/**
 * One attempt from its claim to its recorded outcome: the work itself, its lease, its progress, its time. What it did
 * is said until the log has it; what it was kept from doing is said where that is this worker's to say.
 */
export function carryOut(
  { jobId, job }: Standing,
  claimedMs: number,
  work: (attempt: Attempt) => Promise<Result>,
  ports: CarryPorts,
): Carried {
  const { orders, clock, random, log } = ports;
  const { spec } = job.request!;
  const { limits } = spec;
  const { fence } = job.lease!;
  const { correlationId } = job.last;
  const about = { jobId, fence, correlationId };
  const life = random.uuid().slice(0, 8);
  const stopped = new AbortController();
  const abandoned = Promise.withResolvers<Settled>();
  const clocks = alarms(ports);
  let settled = false;
  let said = 0;

  const progress = pacedProgress({ everyMs: ports.paceMs, clock, alarms: clocks, send: tellProgress });
  keepLease({
    leaseMs: limits.leaseMs,
    claimedMs,
    clock,
    alarms: clocks,
    beat: () => give('Beat', {}, `${life}/beat-${++said}`),
    seen: now => now.job.cancel !== undefined && stop('cancelled'),
    lost(why) {
      log.warn({ ...about, why }, 'an attempt has lost its lease: it stops');
      stop('lease_lost');
    },
  });
  clocks.set('timeout', claimedMs + limits.timeoutMs, () => stop('timed_out'));
  if (job.cancel !== undefined) stop('cancelled');
  const mayStop = spec.route === 'light' && spec.idempotent;
  return { stop, note, mayStop, done: run() };

  async function run(): Promise<void> {
    const startedMs = clock.monotonicMs();
    const outcome = await Promise.race([perform(), abandoned.promise]);
    settled = true;
    clocks.clear('timeout');
    clocks.clear('grace');
    try {
      await progress.flush();
      await tellOutcome(outcome, Math.round(clock.monotonicMs() - startedMs));
    } catch (err) {
      log.error({ ...about, err }, 'the outcome of an attempt could not be told: its lease will run out');
    } finally {
      clocks.stop();
    }
  }

  async function perform(): Promise<Settled> {
    try {
      if (stopped.signal.aborted) throw new Error('stopped before it began');
      const attempt = { jobId, fence, attempt: job.attempt, spec, correlationId };
      return { result: await work({ ...attempt, signal: stopped.signal, tell: progress.tell, record }) };
    } catch (error) {
      return { error };
    }
  }

  /** Work that does not stop in time is left to itself: its token is worth nothing. */
  function stop(reason: StopReason): void {
    if (settled || stopped.signal.aborted) return;
    stopped.abort(reason);
    clocks.set('grace', clock.monotonicMs() + limits.cancelGraceMs, () => {
      log.error({ ...about, reason }, 'work does not stop when it is told to: it is left to itself');
      abandoned.resolve({ error: new Error('it did not stop in time') });
    });
  }

  function note(fact: string): void {
    if (fact === 'CancelRequested') stop('cancelled');
    else if (endings.has(fact)) stop('lease_lost');
  }

  async function tellOutcome(outcome: Settled, durationMs: number): Promise<void> {
    const reason = stopped.signal.aborted ? (stopped.signal.reason as StopReason) : undefined;
    if ('result' in outcome) return tellSuccess(outcome.result, durationMs);
    if (reason === 'cancelled') return say('Yield', {});
    if (reason === 'lease_lost') return;
    if (reason === 'timed_out') return tellFailure(timedOut(limits.timeoutMs, spec.idempotent));
    if (reason === undefined) return tellFailure(failureOf(outcome.error, spec.idempotent), outcome.error);
    // Whether it may simply be begun again is known of light work alone; of the rest whoever comes next finds out.
    if (mayStop) await say('Release', { reason: 'the worker stops' });
  }

  async function tellSuccess(result: Result, durationMs: number): Promise<void> {
    try {
      await insisting('Succeed', { result, durationMs });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.info({ ...about, code: error.code }, error.message);
      // It may have been done: nothing that is not to be done twice is tried again over the shape of its result.
      if (error.code === 'invalid_request') await tellFailure(misshapen(error.message), error);
    }
  }

  async function tellFailure(failure: Failure, cause?: unknown): Promise<void> {
    if (failure.class === 'internal')
      log.error({ ...about, err: cause }, 'an attempt failed on a fault of the program');
    const result = cause instanceof WorkFailed && cause.result !== undefined ? { result: cause.result } : {};
    await say('Fail', { failure, ...result, chance: random.number() });
  }

  /** Said until it is recorded or refused: somebody else may have had the last word. */
  async function say(type: WorkerOrder, data: Record<string, unknown>): Promise<void> {
    try {
      await insisting(type, data);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      log.info({ ...about, code: error.code }, error.message);
    }
  }

  function insisting(type: WorkerOrder, data: Record<string, unknown>) {
    return insist(() => give(type, data, type.toLowerCase()), ports, ports.ending, backoff, isPassing);
  }

  async function tellProgress(data: Record<string, unknown>): Promise<void> {
    try {
      await give('TellProgress', data, `${life}/progress-${++said}`);
    } catch (error) {
      log.info({ ...about, err: error }, 'a progress is not recorded');
      if (error instanceof Refusal && error.code === 'stale_lease') stop('lease_lost');
    }
  }

  /** Its number tells it from the others of this attempt; a repeat of it while the log is away is the same. */
  async function record(type: WorkFact, data: Record<string, unknown>): Promise<void> {
    const id = `${life}/fact-${++said}`;
    const taken = await insist(() => give(type, data, id), ports, stopped.signal, backoff, isPassing);
    if (taken === undefined) throw new Error('stopped before the log took it');
  }

  function give(type: WorkerOrder, data: Record<string, unknown>, id: string): Promise<Standing> {
    return orders.give(jobId, type, { fence, ...data }, `${jobId}/${fence}/${id}`);
  }
}

const backoff = { minMs: 100, maxMs: 5_000 };

/** Facts after which the attempt is over, whoever brought them about. */
const endings = new Set([
  'JobCanceled',
  'JobExpired',
  'JobFailed',
  'JobSucceeded',
  'LeaseExpired',
  'LeaseReleased',
  'AttemptFailed',
]);

/** What is no failure of the work is a fault of the program: tried again within the attempts where that is harmless. */
function failureOf(error: unknown, idempotent: boolean): Failure {
  if (error instanceof WorkFailed) return error.failure;
  const message = `The program failed on it: ${error instanceof Error ? error.message : String(error)}`.slice(0, 600);
  return { code: 'internal_error', class: 'internal', message, retryable: idempotent };
}

function timedOut(timeoutMs: number, idempotent: boolean): Failure {
  const message = `It did not end within ${timeoutMs} ms and was stopped.`;
  return { code: 'timeout', class: 'timeout', message, retryable: idempotent };
}

function misshapen(why: string): Failure {
  const message = `It ended well, and its result cannot be recorded: ${why}`.slice(0, 600);
  return { code: 'internal_error', class: 'internal', message, retryable: false };
}
