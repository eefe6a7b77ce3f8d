import { categoryOf, type StreamName } from '../../domain/ids.ts';
import { jobIdIn } from '../../domain/job/id.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Clock, Log } from '../ports.ts';
import type { WorkOffer, WorkQueue } from './ports.ts';
import type { Workshop } from './workshop.ts';

/** Brings work to workers: to this process' own workshop, and where that has no hand free, to others. */
export interface Offering {
  /** Never fails: what nobody took is offered again. */
  offer(offer: WorkOffer): void;
  /** What was recorded just now: who works on a job may have to stop. */
  note(stream: StreamName, facts: Fact[]): void;
}

export interface OfferingPorts {
  workshop: Pick<Workshop, 'offer' | 'note' | 'works'>;
  /** To other processes, if there may be any. */
  queue?: Pick<WorkQueue, 'offer' | 'recall'>;
  clock: Clock;
  log: Log;
}

/** Offers that are remembered, so that none is put on the bus again too soon. */
const rememberedMax = 10_000;

export function offering({ workshop, queue, clock, log }: OfferingPorts, againMs: number): Offering {
  const offeredMs = new Map<string, number>();

  return {
    offer(offer) {
      if (workshop.offer(offer) || queue === undefined || !isDue(offer)) return;
      queue.offer(offer).catch(err => log.debug({ ...offer, err }, 'an offer did not reach the bus; it comes again'));
    },
    note(stream, facts) {
      if (categoryOf(stream) !== 'job') return;
      const jobId = jobIdIn(stream);
      for (const { type, data } of facts) {
        workshop.note(jobId, type);
        if (recalls.has(type)) queue?.recall({ jobId, fact: type });
        if (typeof data.fence === 'number') offeredMs.delete(`${jobId}/${data.fence}`);
      }
    },
  };

  function isDue({ jobId, fence }: WorkOffer): boolean {
    const name = `${jobId}/${fence}`;
    const nowMs = clock.monotonicMs();
    const lastMs = offeredMs.get(name);
    if (lastMs !== undefined && nowMs - lastMs < againMs) return false;
    offeredMs.delete(name);
    if (offeredMs.size >= rememberedMax) offeredMs.delete(offeredMs.keys().next().value!);
    offeredMs.set(name, nowMs);
    return true;
  }
}

/** Facts that a worker elsewhere should know of before its next heartbeat. */
const recalls = new Set(['CancelRequested', 'JobCanceled', 'JobExpired', 'LeaseExpired']);
