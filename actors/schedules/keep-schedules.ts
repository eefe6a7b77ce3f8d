import type { StreamName } from '../../domain/ids.ts';
import { msBetween, plusMs } from '../../domain/instants.ts';
import type { JobSpec } from '../../domain/job/work.ts';
import type { Instant } from '../../domain/message.ts';
import { Refusal, refusalCodes } from '../../domain/refusal.ts';
import { handledOf } from '../../domain/schedule/decide.ts';
import type { Clock, Log, Timers } from '../ports.ts';
import { pause } from '../waiting.ts';
import type { Jobs } from '../work/jobs.ts';
import { timesBetween } from './past-times.ts';

/** One schedule, as the configuration says it. */
export interface Schedule {
  name: string;
  /** The first of its times after an instant; none when there is none any more. */
  next(after: Instant): Instant | undefined;
  /** The job it asks for. @throws {Refusal} when that is not allowed. */
  job(): JobSpec;
}

export interface SchedulePorts {
  jobs: Pick<Jobs, 'request'>;
  /** Gives an order to a schedule's stream. */
  note(stream: StreamName, type: string, data: Record<string, unknown>): Promise<unknown>;
  /** The state of a schedule's stream. */
  peek(stream: StreamName): Promise<{ context: unknown }>;
  clock: Clock;
  timers: Timers;
  log: Log;
}

export interface ScheduleBounds {
  /** A time that is further back than this is missed. */
  graceMs: number;
  /** How often a job that could not be asked for is tried again meanwhile. */
  retryMs: number;
}

const by = { id: 'system:schedule', role: 'system' } as const;

/**
 * Asks for the jobs of schedules when their time comes. A time and a schedule make one job, however often they are
 * asked for. Times that passed while nobody was there (since `lastAt`, or since the last that was dealt with) are
 * told of as missed and never made up for, except the latest when it is still within the grace.
 */
export function keepSchedules(
  schedules: readonly Schedule[],
  ports: SchedulePorts,
  bounds: ScheduleBounds,
  lastAt: Instant | undefined,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const keeping = schedules.map(schedule => keepOne(schedule, ports, bounds, lastAt, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(keeping);
    },
  };
}

async function keepOne(
  schedule: Schedule,
  ports: SchedulePorts,
  bounds: ScheduleBounds,
  lastAt: Instant | undefined,
  stopping: AbortSignal,
): Promise<void> {
  const { clock, timers, log } = ports;
  const stream: StreamName = `schedule-${schedule.name}`;
  let why: 'down' | 'late' = 'down';
  let from = lastAt === undefined ? clock.now() : latest(lastAt, await lastHandled(stream, ports));
  while (!stopping.aborted) {
    const { past, next } = timesBetween(schedule, from, clock.now());
    const newest =
      past.last !== undefined && msBetween(past.last, clock.now()) <= bounds.graceMs ? past.last : undefined;
    const missed = newest === undefined ? past.count : past.count - 1;
    if (missed > 0) {
      const last = newest === undefined ? past.last! : past.beforeLast!;
      log.warn({ schedule: schedule.name, missed, first: past.first, last, why }, 'times of a schedule were missed');
      await noteMissed(stream, { count: missed, first: past.first!, last, why }, ports);
    }
    if (newest !== undefined) await ask(schedule, newest, ports, bounds, stopping);
    from = past.last ?? from;
    if (next === undefined) return log.warn({ schedule: schedule.name }, 'a schedule has no time left');
    why = 'late';
    await until(next, timers, stopping);
  }
}

/** Asks until it is done, is said no to for good, or the grace is over. */
async function ask(
  schedule: Schedule,
  due: Instant,
  ports: SchedulePorts,
  { graceMs, retryMs }: ScheduleBounds,
  stopping: AbortSignal,
): Promise<void> {
  const { clock, timers, log } = ports;
  const stream: StreamName = `schedule-${schedule.name}`;
  const key = `schedule/${schedule.name}/${due}`;
  const id = `system-schedule-${schedule.name}-${due}`;
  const untilAt = plusMs(due, graceMs);
  while (!stopping.aborted) {
    try {
      const chain = { correlationId: id, causationId: id };
      const { jobId } = await ports.jobs.request({
        ...{ spec: schedule.job(), key, by, commandId: id, chain, schedule: schedule.name },
      });
      log.info({ schedule: schedule.name, due, jobId, correlationId: id }, 'a schedule asked for its job');
      await ports.note(stream, 'NoteFired', { due, jobId }).catch(unsaid(log, schedule.name));
      return;
    } catch (err) {
      const isFinal = err instanceof Refusal && !refusalCodes[err.code].retryable;
      log.warn({ schedule: schedule.name, due, err, correlationId: id }, 'a schedule could not ask for its job');
      if (isFinal || plusMs(clock.now(), retryMs) > untilAt) {
        const reason = String(err instanceof Error ? err.message : err).slice(0, 600);
        const why = isFinal ? 'refused' : 'late';
        return noteMissed(stream, { count: 1, first: due, last: due, why, reason }, ports);
      }
      await pause(timers, retryMs, stopping);
    }
  }
}

async function noteMissed(
  stream: StreamName,
  missed: Record<string, unknown>,
  { note, log }: SchedulePorts,
): Promise<void> {
  await note(stream, 'NoteMissed', missed).catch(unsaid(log, stream));
}

/** The operator's log has said it already; the event log will not. */
function unsaid(log: Log, schedule: string) {
  return (err: unknown) => log.warn({ schedule, err }, 'what came of a schedule could not be recorded');
}

async function lastHandled(stream: StreamName, { peek, log }: SchedulePorts): Promise<Instant | undefined> {
  try {
    return handledOf(await peek(stream));
  } catch (err) {
    log.warn({ stream, err }, 'a schedule could not be looked up: times may be told of twice');
    return undefined;
  }
}

function latest(one: Instant, other: Instant | undefined): Instant {
  return other === undefined || one > other ? one : other;
}

function until(at: Instant, timers: Timers, stopping: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (stopping.aborted) return Promise.resolve();
  const callOff = timers.at(at, resolve);
  const stop = () => {
    callOff();
    resolve();
  };
  stopping.addEventListener('abort', stop, { once: true });
  return promise.finally(() => stopping.removeEventListener('abort', stop));
}
