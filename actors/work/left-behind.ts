import type { Job } from '../../domain/job/state.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Clock, Log, Random, Timers } from '../ports.ts';
import { insist } from '../waiting.ts';
import { isPassing } from './passing.ts';
import type { JobOrders, LeftBehind, Standing, WorkerOrder } from './ports.ts';
import type { Performers, Workshop } from './workshop.ts';

export interface LeftBehindPorts {
  orders: JobOrders;
  performers: Performers;
  workshop: Pick<Workshop, 'works' | 'adopt'>;
  /** This run of the program, as it claims: `<place>-<run>`. One process at a time claims for a place. */
  owner: string;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

/** Whether the worker of a running job is known to be gone: an earlier run in this place, or this one without the work. */
export function isOwnerGone(job: Job, { owner, workshop }: Pick<LeftBehindPorts, 'owner' | 'workshop'>): boolean {
  const { lease, jobId } = job;
  if (lease === undefined || placeOf(lease.owner) !== placeOf(owner)) return false;
  return lease.owner !== owner || !workshop.works(jobId, lease.fence);
}

/**
 * Finds out what became of an attempt whose worker is gone or whose lease is over, and says it: its outcome, that it
 * goes on, or that nobody knows. Safe to do twice: the job's rules decide.
 */
export async function settleLeftBehind({ jobId, job }: Standing, ports: LeftBehindPorts, signal: AbortSignal) {
  const { orders, performers, workshop, owner, random, log } = ports;
  const { fence } = job.lease!;
  const { spec } = job.request!;
  const ownerGone = isOwnerGone(job, ports);
  const found = await lookUp();
  log.info({ jobId, fence, found: found.state, ownerGone, owner: job.lease!.owner }, 'an attempt was left behind');
  if (found.state === 'running') {
    const claim = () => give('Adopt', { owner }, `adopt/${owner}`);
    // It goes on for as long as it takes: only its beginning is this caller's business.
    workshop
      .adopt(jobId, spec.class, fence, { claim, attach: found.attach })
      .catch(err =>
        log.warn({ jobId, fence, err }, 'an attempt that goes on could not be taken over; it is looked at again'),
      );
    return;
  }
  if (signal.aborted) return;
  const [type, data] = wordOf(found, ownerGone, random);
  const say = () => give(type, data, `${type.toLowerCase()}-left-behind`);
  try {
    await insist(say, ports, signal, undefined, isPassing);
  } catch (error) {
    // Somebody else had the last word while this one looked.
    if (!(error instanceof Refusal) || error.code !== 'stale_lease') throw error;
    log.info({ jobId, fence, code: error.code }, error.message);
  }

  /** Another place's leavings do not lie here: that there are none says nothing. */
  async function lookUp(): Promise<LeftBehind> {
    const performer = performers[spec.class];
    if (performer?.lookUp === undefined || placeOf(job.lease!.owner) !== placeOf(owner)) return { state: 'unknown' };
    return performer.lookUp({ jobId, fence, spec });
  }

  function give(type: WorkerOrder, data: Record<string, unknown>, id: string): Promise<Standing> {
    return orders.give(jobId, type, { fence, ...data }, `${jobId}/${fence}/${id}`);
  }
}

function wordOf(
  found: Exclude<LeftBehind, { state: 'running' }>,
  ownerGone: boolean,
  random: Random,
): [WorkerOrder, Record<string, unknown>] {
  const chance = random.number();
  switch (found.state) {
    case 'succeeded':
      return ['Succeed', { result: found.result, durationMs: found.durationMs, recovered: true }];
    case 'failed': {
      const result = found.result === undefined ? {} : { result: found.result };
      return ['Fail', { failure: found.failure, ...result, chance, recovered: true }];
    }
    case 'never_began':
      return ['Reclaim', { chance, ownerGone, neverBegan: true }];
    case 'unknown':
      return ['Reclaim', { chance, ownerGone }];
  }
}

/** `harbour` of `harbour-1b9d6bcd`. */
export function placeOf(owner: string): string {
  return owner.slice(0, owner.lastIndexOf('-'));
}
