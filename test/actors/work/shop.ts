import { keepTime } from '../../../actors/effects/keep-time.ts';
import { offerWork } from '../../../actors/effects/offer-work.ts';
import { notices } from '../../../actors/notices.ts';
import { actorSystem, type Cast } from '../../../actors/system.ts';
import { desk } from '../../../actors/work/desk.ts';
import { type Jobs, jobs } from '../../../actors/work/jobs.ts';
import { offering } from '../../../actors/work/offering.ts';
import { jobOrders } from '../../../actors/work/orders.ts';
import {
  type Attempt,
  type LeftBehind,
  type Performer,
  WorkFailed,
  type WorkOffer,
} from '../../../actors/work/ports.ts';
import { type Performers, workshop } from '../../../actors/work/workshop.ts';
import { jobAggregate } from '../../../domain/job/aggregate.ts';
import type { JobClass, JobSpec, Result } from '../../../domain/job/work.ts';
import { settingsAggregate } from '../../../domain/settings/decide.ts';
import { olu, spec } from '../../domain/job/told-job.ts';
import { limits, memoryStore, settle, still, testClock, testWorld } from '../world.ts';

/** A whole workshop on a log in memory and a clock that only tests move. */

/** Work that waits until a test ends it. */
export interface HeldWork extends Performer {
  attempts: Attempt[];
  /** Ends the newest attempt, or the one that is named. */
  succeed(index?: number): Promise<void>;
  fail(error: unknown, index?: number): Promise<void>;
}

/** `stops`: whether it ends when it is told to. */
export function heldWork({ stops = true, left }: { stops?: boolean; left?: LeftBehind } = {}): HeldWork {
  const attempts: Attempt[] = [];
  const ends: PromiseWithResolvers<Result>[] = [];
  const wait = (attempt: Attempt) => {
    const end = Promise.withResolvers<Result>();
    attempts.push(attempt);
    ends.push(end);
    if (stops) attempt.signal.addEventListener('abort', () => end.reject(new Error('stopped')));
    return end.promise;
  };
  return {
    attempts,
    perform: wait,
    ...(left === undefined
      ? {}
      : { lookUp: async () => (left.state === 'running' ? { state: 'running' as const, attach: wait } : left) }),
    async succeed(index = ends.length - 1) {
      ends[index]!.resolve({ summary: 'done', data: {} });
      await settle();
    },
    async fail(error, index = ends.length - 1) {
      ends[index]!.reject(error);
      await settle();
    },
  };
}

export const light = (different: Partial<JobSpec> = {}): JobSpec =>
  spec({ class: 'probe', name: 'http', route: 'light', risk: 'low', gates: [], ...different });

/** Heavy, without gates: asked for in auto mode it runs at once; running it twice is not the same as once. */
export const once = (different: Partial<JobSpec> = {}): JobSpec => spec({ gates: [], idempotent: false, ...different });

export const wrong = (retryable = true) =>
  new WorkFailed({ code: 'exit_code', class: 'upstream', message: 'It ended with 1.', retryable });

const chain = { correlationId: 'tg-1', causationId: 'tg-1' };

export interface ShopOptions {
  performers?: Performers;
  store?: ReturnType<typeof memoryStore>;
  clock?: ReturnType<typeof testClock>;
  owner?: string;
  caps?: Partial<Record<JobClass, { runningMax: number; queuedMax: number }>>;
  slots?: number;
  slotsMax?: number;
  queue?: { offer(offer: WorkOffer): Promise<void>; recall(): void };
}

let asked = 0;

/** One run of the program, as far as jobs go. `end` is its sudden death: nothing is said any more. */
export function shop(options: ShopOptions = {}) {
  const store = options.store ?? memoryStore();
  const { world, clock, lines } = testWorld(store, options.clock ?? testClock());
  const board = notices();
  const owner = options.owner ?? 'harbour-1';
  const front = desk(jobClass => options.caps?.[jobClass] ?? { runningMax: 2, queuedMax: 80 });
  const performers = options.performers ?? {};
  const orders = jobOrders({ system: () => system, desk: front });
  const means = { clock, timers: clock, random: world.random, log: world.log };
  const workers = workshop({
    ...{ ...means, orders, performers, owner, paceMs: 2_500, slotsMax: options.slotsMax ?? 20, lineMax: 100 },
    slots: () => options.slots ?? 2,
    hasRoom: front.hasRoom,
  });
  front.onRoom(() => workers.look());
  const queue = options.queue === undefined ? {} : { queue: options.queue };
  const offers = offering({ workshop: workers, ...means, ...queue }, 3_000);
  world.recorded = (stream, facts) => {
    front.note(stream, facts);
    offers.note(stream, facts);
    board.tell(stream, facts);
  };
  const ports = { ...means, orders, performers, workshop: workers, owner, offering: offers };
  const players: Record<string, Cast> = {
    settings: still(settingsAggregate),
    job: {
      aggregate: jobAggregate,
      effects: handle => ({ keepTime: keepTime(ports)(handle), offerWork: offerWork(ports)(handle) }),
      restful: ({ value }: { value: unknown }) => value !== 'running',
      busy: () => false,
    },
  };
  const told: string[] = [];
  const system = actorSystem(
    players,
    world,
    { ...limits, liveMax: 100 },
    {
      restarted: stream => void told.push(`restarted ${stream}`),
      parked: stream => void told.push(`parked ${stream}`),
    },
  );
  const api: Jobs = jobs({ system: () => system, desk: front, notices: board, timers: clock });

  return {
    ...{
      store,
      clock,
      lines,
      world,
      desk: front,
      workshop: workers,
      offering: offers,
      orders,
      system,
      jobs: api,
      told,
    },
    /** Asks for a job and lets everything that follows happen. */
    async ask(of: JobSpec = light(), key = `key-${++asked}`) {
      const { jobId } = await api.request({ spec: of, key, by: olu, commandId: `cmd-${++asked}`, chain });
      if (of.route === 'heavy') await api.order(jobId, 'Resume', {}, olu, `cmd-${++asked}`, chain);
      await settle();
      return jobId;
    },
    order: (jobId: string, type: 'Stop', data: { reason: string }) =>
      api.order(jobId, type, data, olu, `cmd-${++asked}`, chain).then(settle),
    types: (jobId: string) => store.types(`job-${jobId}`),
    fact: (jobId: string, type: string) => store.of(`job-${jobId}`).findLast(event => event.type === type)?.data,
    state: async (jobId: string) => (await api.state(jobId))?.state,
  };
}
