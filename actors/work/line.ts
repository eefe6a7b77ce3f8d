import type { JobClass } from '../../domain/job/work.ts';
import type { WorkOffer } from './ports.ts';

/**
 * Offers that wait for a free slot: first come, first served within a class, and the classes in turn, so that none
 * starves another. At most `max`: what finds no place is offered again by the sweeper.
 */
export interface Line {
  add(offer: WorkOffer): void;
  /** The next one of a class that may be taken; it is out of the line then. */
  next(mayTake: (jobClass: JobClass) => boolean): WorkOffer | undefined;
  remove(jobId: string): void;
  clear(): void;
  readonly waiting: number;
}

export function line(max: number): Line {
  // The first class is the one that was served longest ago; within a class the oldest offer is first.
  const classes = new Map<JobClass, Map<string, WorkOffer>>();
  let waiting = 0;

  return {
    add(offer) {
      const { jobId, jobClass } = offer;
      const offers = classes.get(jobClass) ?? new Map<string, WorkOffer>();
      if (!offers.has(jobId)) {
        if (waiting >= max) return;
        waiting++;
      }
      classes.set(jobClass, offers.set(jobId, offer));
    },
    next(mayTake) {
      for (const [jobClass, offers] of classes) {
        if (offers.size === 0 || !mayTake(jobClass)) continue;
        const [offer] = offers.values();
        take(offers, offer!.jobId);
        classes.delete(jobClass);
        if (offers.size > 0) classes.set(jobClass, offers);
        return offer;
      }
      return undefined;
    },
    remove(jobId) {
      for (const offers of classes.values()) if (offers.has(jobId)) take(offers, jobId);
    },
    clear() {
      classes.clear();
      waiting = 0;
    },
    get waiting() {
      return waiting;
    },
  };

  function take(offers: Map<string, WorkOffer>, jobId: string): void {
    offers.delete(jobId);
    waiting--;
  }
}
