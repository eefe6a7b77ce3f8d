import type { StreamName } from '../../domain/ids.ts';
import { categoryOf } from '../../domain/ids.ts';
import { jobIdIn } from '../../domain/job/id.ts';
import type { StateName } from '../../domain/job/rules.ts';
import type { JobClass } from '../../domain/job/work.ts';
import type { Fact } from '../../domain/upcast.ts';

/** How much of one class may be at once: in the whole installation, not in one process. */
export interface Caps {
  runningMax: number;
  /** Jobs that wait for anything: approval, resume, a worker. */
  queuedMax: number;
}

/** How full a class is. */
export interface Room {
  used: number;
  max: number;
  retryAfterMs: number;
}

/** A place that is held while an order is under way, so that two cannot be given the last one. */
export interface Reservation {
  room: Room;
  /** The order is over: what it brought about is counted by its facts. */
  done(): void;
}

/** A job that has not ended, as a view has it. */
export interface OpenJob {
  jobId: string;
  jobClass: JobClass;
  state: StateName;
  /** The last fencing token that was given out. */
  fence: number;
  revision: bigint;
}

/**
 * Counts the jobs of each class that wait and that run, from what is recorded, so that the answer is exact at the
 * very moment of an order. Nothing in it must survive: it is counted again from the jobs view at each start.
 */
export interface Desk {
  /** What was recorded just now. */
  note(stream: StreamName, facts: Fact[]): void;
  /** What the view knows is open; whatever is known later from facts counts. */
  seed(open: readonly OpenJob[]): void;
  /** A place for one more that waits. */
  admit(jobClass: JobClass): Reservation;
  /** A place for one more that runs. */
  claim(jobClass: JobClass): Reservation;
  /** Whether one more of the class may run. */
  hasRoom(jobClass: JobClass): boolean;
  counts(jobClass: JobClass): { waiting: number; running: number };
  /** Told whenever a job that ran does not run any more. */
  onRoom(tell: (jobClass: JobClass) => void): void;
}

type Phase = 'waiting' | 'running' | 'ended';

interface Entry {
  jobClass: JobClass;
  phase: 'waiting' | 'running';
  revision: bigint;
}

/** Wait that is worth it before an order is tried again. */
const retryAfterMs = 1000;

export function desk(capsOf: (jobClass: JobClass) => Caps): Desk {
  const open = new Map<string, Entry>();
  const counted = { waiting: new Map<JobClass, number>(), running: new Map<JobClass, number>() };
  const reserved = { waiting: new Map<JobClass, number>(), running: new Map<JobClass, number>() };
  const listeners: ((jobClass: JobClass) => void)[] = [];

  return {
    note(stream, facts) {
      if (categoryOf(stream) === 'job') for (const fact of facts) noteOne(jobIdIn(stream), fact);
    },
    seed(jobs) {
      for (const { jobId, jobClass, state, revision } of jobs) move(jobId, jobClass, phaseOf[state], revision);
    },
    admit: jobClass => reserve('waiting', jobClass, capsOf(jobClass).queuedMax),
    claim: jobClass => reserve('running', jobClass, capsOf(jobClass).runningMax),
    hasRoom: jobClass => used('running', jobClass) < capsOf(jobClass).runningMax,
    counts: jobClass => ({
      waiting: counted.waiting.get(jobClass) ?? 0,
      running: counted.running.get(jobClass) ?? 0,
    }),
    onRoom: tell => void listeners.push(tell),
  };

  function noteOne(jobId: string, { type, data, revision }: Fact): void {
    const phase = phaseAfter(type, data);
    const jobClass = classIn(data) ?? open.get(jobId)?.jobClass;
    if (phase !== undefined && jobClass !== undefined) move(jobId, jobClass, phase, revision);
  }

  /** What is older than what is known says nothing. */
  function move(jobId: string, jobClass: JobClass, phase: Phase | undefined, revision: bigint): void {
    const before = open.get(jobId);
    if (phase === undefined || (before !== undefined && before.revision >= revision)) return;
    if (before !== undefined) add(counted[before.phase], jobClass, -1);
    if (phase === 'ended') open.delete(jobId);
    else {
      open.set(jobId, { jobClass, phase, revision });
      add(counted[phase], jobClass, 1);
    }
    if (before?.phase === 'running' && phase !== 'running') for (const tell of listeners) tell(jobClass);
  }

  function reserve(what: 'waiting' | 'running', jobClass: JobClass, max: number): Reservation {
    const room = { used: used(what, jobClass), max, retryAfterMs };
    let held = true;
    add(reserved[what], jobClass, 1);
    return {
      room,
      done() {
        if (held) add(reserved[what], jobClass, -1);
        held = false;
      },
    };
  }

  function used(what: 'waiting' | 'running', jobClass: JobClass): number {
    return (counted[what].get(jobClass) ?? 0) + (reserved[what].get(jobClass) ?? 0);
  }
}

const phaseOf: Record<StateName, Phase | undefined> = {
  none: undefined,
  requested: 'waiting',
  approved: 'waiting',
  queued: 'waiting',
  running: 'running',
  succeeded: 'ended',
  failed: 'ended',
  canceled: 'ended',
  expired: 'ended',
};

const phases: Record<string, Phase> = {
  JobRequested: 'waiting',
  JobApproved: 'waiting',
  JobQueued: 'waiting',
  AttemptStarted: 'running',
  LeaseReleased: 'waiting',
  JobRecovered: 'waiting',
  JobSucceeded: 'ended',
  JobFailed: 'ended',
  JobCanceled: 'ended',
  JobExpired: 'ended',
};

/** A failed attempt goes back to the queue only with another try; otherwise its end follows. */
function phaseAfter(type: string, data: Fact['data']): Phase | undefined {
  if (type === 'AttemptFailed' || type === 'LeaseExpired') return data.retryAt === undefined ? undefined : 'waiting';
  return phases[type];
}

/** The facts by which a job opens say its class. */
function classIn(data: Fact['data']): JobClass | undefined {
  return ((data.spec as { class?: JobClass } | undefined)?.class ?? data.jobClass) as JobClass | undefined;
}

function add(counts: Map<JobClass, number>, jobClass: JobClass, change: number): void {
  counts.set(jobClass, (counts.get(jobClass) ?? 0) + change);
}
