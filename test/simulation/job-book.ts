import type { RecordedEvent } from '../../domain/message.ts';

/** One job, as the bare log tells it: names and fields are read, nothing of the program is asked. */
export interface JobFate {
  jobId: string;
  state: 'requested' | 'approved' | 'queued' | 'running' | 'ended';
  end: string | undefined;
  epoch: number;
  idempotent: boolean;
  gates: { category: string; needs: number; fourEyes: boolean }[];
  attemptsMax: number;
  /** Claims of this epoch that count, and the tokens of all claims with their epochs. */
  attempts: number;
  epochOf: Map<number, number>;
  /** Who holds it: none between attempts. */
  lease: { fence: number; owner: string } | undefined;
  everQueued: boolean;
  everSucceeded: boolean;
  followed: boolean;
  untold: number;
}

const leaseOver = new Set(['LeaseReleased', 'AttemptFailed', 'LeaseExpired']);
const ends = new Set(['JobSucceeded', 'JobFailed', 'JobCanceled', 'JobExpired']);

/** All jobs of a run, followed event by event. */
export class JobBook {
  readonly jobs = new Map<string, JobFate>();

  /** Told of each event after every invariant has seen it against the book as it was. */
  note({ type, stream, data }: RecordedEvent): void {
    if (!stream.startsWith('job-')) return;
    const jobId = stream.slice('job-'.length);
    if (type === 'JobRequested') this.jobs.set(jobId, opened(jobId, data.spec as Record<string, unknown>));
    const job = this.jobs.get(jobId);
    if (job === undefined) return;
    if (type === 'JobFollowed') job.followed = true;
    if (type === 'JobApproved') job.state = 'approved';
    if (type === 'JobQueued') Object.assign(job, { state: 'queued', everQueued: true });
    if (type === 'LeaseClaimed') {
      job.lease = { fence: data.fence as number, owner: data.owner as string };
      job.epochOf.set(data.fence as number, job.epoch);
    }
    if (type === 'AttemptStarted') Object.assign(job, { state: 'running', attempts: job.attempts + 1 });
    if (leaseOver.has(type)) Object.assign(job, { state: 'queued', lease: undefined });
    if (type === 'LeaseReleased') job.attempts--;
    if (ends.has(type)) Object.assign(job, { state: 'ended', end: type, lease: undefined, untold: job.untold + 1 });
    if (type === 'JobSucceeded') job.everSucceeded = true;
    if (type === 'JobTold') job.untold = 0;
    if (type === 'JobRecovered')
      Object.assign(job, { state: 'requested', end: undefined, epoch: job.epoch + 1, attempts: 0 });
  }

  /** What neither has ended nor waits for a person, and ends that nobody was told of. */
  open(): string[] {
    return [...this.jobs.values()].flatMap(({ jobId, state, followed, untold }) => [
      ...(state === 'queued' || state === 'running' ? [`job ${jobId} is ${state}`] : []),
      ...(state === 'ended' && followed && untold > 0 ? [`the end of job ${jobId} is not told`] : []),
    ]);
  }
}

function opened(jobId: string, spec: Record<string, unknown>): JobFate {
  const { idempotent, gates, limits } = spec as {
    idempotent: boolean;
    gates: JobFate['gates'];
    limits: { attemptsMax: number };
  };
  return {
    ...{ jobId, state: 'requested', end: undefined, epoch: 0, idempotent, gates, attempts: 0, lease: undefined },
    ...{ attemptsMax: limits.attemptsMax, epochOf: new Map(), everQueued: false, everSucceeded: false },
    ...{ followed: false, untold: 0 },
  };
}
