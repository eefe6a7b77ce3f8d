import type { JobClass, Result } from '../../domain/job/work.ts';
import { Refusal } from '../../domain/refusal.ts';
import { insist, pause } from '../waiting.ts';
import { type Carried, type CarryPorts, carryOut } from './carry-out.ts';
import { line } from './line.ts';
import { isPassing } from './passing.ts';
import type { Attempt, Performer, Standing, WorkOffer } from './ports.ts';

export type Performers = Partial<Record<JobClass, Performer>>;

/** Where attempts run: so many at once for each class, in this process. */
export interface Workshop {
  performs(jobClass: JobClass): boolean;
  /** Puts the work in the line, or begins it; false when it found neither a free slot here nor work under way. */
  offer(offer: WorkOffer): boolean;
  /**
   * Does the work now and resolves when it is over, or when it is somebody else's.
   * @throws {Refusal} `bulkhead_full`, `not_ready`: it is to be offered again later.
   */
  perform(offer: WorkOffer): Promise<void>;
  /** Whether the attempt under this token is under way here. */
  works(jobId: string, fence: number): boolean;
  /** Takes over what goes on without its worker; slots do not count, for it runs already. */
  adopt(jobId: string, jobClass: JobClass, fence: number, taken: Takeover): Promise<void>;
  /** What was recorded of a job, wherever. */
  note(jobId: string, fact: string): void;
  /** A class may have room again. */
  look(): void;
  /**
   * Begins nothing any more. Light work is handed back, what outlives its worker is left alone, the rest gets `ms`.
   */
  drain(ms: number): Promise<void>;
  stats(): { running: number; waiting: number };
}

/** How an attempt is taken over: the order that makes it this worker's, and the wait for its end. */
export interface Takeover {
  claim(): Promise<Standing>;
  attach(attempt: Attempt): Promise<Result>;
}

export interface WorkshopPorts extends Omit<CarryPorts, 'ending'> {
  performers: Performers;
  /** Who claims: the instance of this process. */
  owner: string;
  slots(jobClass: JobClass): number;
  slotsMax: number;
  /** Offers that wait here for a slot; one more waits for the sweeper. */
  lineMax: number;
  /** Whether a claim of the class would find room now. */
  hasRoom(jobClass: JobClass): boolean;
}

interface Run {
  fence: number;
  jobClass: JobClass;
  carried?: Carried;
  /** The same job is offered again, and an earlier attempt at it does not end. */
  next?: WorkOffer;
  done: Promise<void>;
}

/** What was told to stop and leaves no trace of its own gets so long to say so. */
const stopMs = 2_000;

export function workshop(ports: WorkshopPorts): Workshop {
  const { performers, orders, owner, clock, timers, log } = ports;
  const runs = new Map<string, Run>();
  const waiting = line(ports.lineMax);
  const ending = new AbortController();
  const carrying = { ...ports, ending: ending.signal };
  let draining = false;

  const shop: Workshop = {
    performs: jobClass => performers[jobClass] !== undefined && ports.slots(jobClass) > 0,
    offer(offer) {
      if (draining || !shop.performs(offer.jobClass)) return false;
      const under = runs.get(offer.jobId);
      if (under !== undefined) return isUnderWay(under, offer);
      waiting.add(offer);
      shop.look();
      return runs.has(offer.jobId);
    },
    async perform(offer) {
      const under = runs.get(offer.jobId);
      if (under !== undefined) return under.done;
      if (draining || !hasSlot(offer.jobClass))
        throw new Refusal('bulkhead_full', 'All slots of this worker are taken.', { retryAfterMs: 1000 });
      await begin(offer).catch(error => rethrowIfLater(offer, error));
    },
    works: (jobId, fence) => runs.get(jobId)?.fence === fence,
    async adopt(jobId, jobClass, fence, { claim, attach }) {
      if (draining || runs.has(jobId)) return;
      await enter(jobId, jobClass, fence, run => carry(run, claim, attach));
    },
    note: (jobId, fact) => runs.get(jobId)?.carried?.note(fact),
    look() {
      if (draining) return;
      for (;;) {
        const offer = waiting.next(jobClass => hasSlot(jobClass) && ports.hasRoom(jobClass));
        if (offer === undefined) return;
        begin(offer).catch(error => putOff(offer, error));
      }
    },
    async drain(ms) {
      draining = true;
      waiting.clear();
      for (const run of runs.values()) if (!needsTime(run)) run.carried?.stop('stopping');
      await within(ms);
      for (const { carried } of runs.values()) carried?.stop('stopping');
      await within(stopMs);
      ending.abort();
      if (runs.size > 0) log.warn({ running: runs.size }, 'work is still under way: the next start finds it');
    },
    stats: () => ({ running: runs.size, waiting: waiting.waiting }),
  };
  return shop;

  function hasSlot(jobClass: JobClass): boolean {
    if (runs.size >= ports.slotsMax) return false;
    let taken = 0;
    for (const run of runs.values()) if (run.jobClass === jobClass) taken++;
    return taken < ports.slots(jobClass);
  }

  function begin({ jobId, jobClass, fence }: WorkOffer): Promise<void> {
    const performer = performers[jobClass]!;
    const claim = () => orders.give(jobId, 'Claim', { owner, fence }, `${jobId}/${fence}/claim/${owner}`);
    return enter(jobId, jobClass, fence, run => carry(run, claim, attempt => performer.perform(attempt)));
  }

  async function carry(run: Run, claim: () => Promise<Standing>, work: Takeover['attach']): Promise<void> {
    const claimedMs = clock.monotonicMs();
    const standing = await insist(claim, ports, ending.signal, undefined, error => isPassing(error) && !isFull(error));
    if (standing?.job.lease?.owner !== owner || standing.job.lease.fence !== run.fence) return;
    if (draining) return handBack(standing);
    run.carried = carryOut(standing, claimedMs, work, carrying);
    await run.carried.done;
  }

  /** Claimed while the program began to stop: nothing of it has begun. */
  async function handBack({ jobId, job }: Standing): Promise<void> {
    const { fence } = job.lease!;
    const data = { fence, reason: 'the worker stops' };
    const release = () => orders.give(jobId, 'Release', data, `${jobId}/${fence}/release`);
    await insist(release, ports, ending.signal, undefined, isPassing);
  }

  /** There is a run from before its claim is given, so that nobody takes it for left behind. */
  function enter(jobId: string, jobClass: JobClass, fence: number, go: (run: Run) => Promise<void>): Promise<void> {
    const run: Run = { fence, jobClass, done: Promise.resolve() };
    runs.set(jobId, run);
    const going = go(run).finally(() => {
      runs.delete(jobId);
      if (run.next !== undefined && !draining) waiting.add(run.next);
      shop.look();
    });
    run.done = going.catch(() => {});
    return going;
  }

  function isUnderWay(run: Run, offer: WorkOffer): boolean {
    if (offer.fence <= run.fence) return true;
    run.next = offer;
    return false;
  }

  /** A claim that was refused: a full class is waited for in the line, everything else is somebody else's by now. */
  function putOff(offer: WorkOffer, error: unknown): void {
    if (isFull(error)) waiting.add(offer);
    else if (error instanceof Refusal) log.info({ jobId: offer.jobId, code: error.code }, error.message);
    else log.error({ jobId: offer.jobId, err: error }, 'a claim failed on a fault of the program; it is offered again');
  }

  /** Whether a refused claim is worth another offer. */
  function rethrowIfLater({ jobId }: WorkOffer, error: unknown): void {
    if (!(error instanceof Refusal) || error.code === 'bulkhead_full' || error.code === 'not_ready') throw error;
    log.info({ jobId, code: error.code }, error.message);
  }

  /** What would be lost by stopping it now: work that neither may be begun anew nor outlives its worker. */
  function needsTime({ jobClass, carried }: Run): boolean {
    return carried !== undefined && !carried.mayStop && performers[jobClass]?.lookUp === undefined;
  }

  async function within(ms: number): Promise<void> {
    const over = new AbortController();
    const all = Promise.all([...runs.values()].map(({ done }) => done)).then(() => over.abort());
    await Promise.race([all, pause(timers, ms, over.signal)]);
    over.abort();
  }
}

/** The class is at its cap, or the mailboxes are: only the first is no use to try again at once. */
function isFull(error: unknown): boolean {
  return error instanceof Refusal && error.code === 'bulkhead_full';
}
