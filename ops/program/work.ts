import type { Notices } from '../../actors/notices.ts';
import type { Clock, Log, Random, Timers } from '../../actors/ports.ts';
import type { ActorSystem } from '../../actors/system.ts';
import { desk, type OpenJob } from '../../actors/work/desk.ts';
import { type Jobs, jobs } from '../../actors/work/jobs.ts';
import { type LeftBehindPorts, placeOf } from '../../actors/work/left-behind.ts';
import { type Offering, offering } from '../../actors/work/offering.ts';
import { jobOrders } from '../../actors/work/orders.ts';
import { type Workshop, workshop } from '../../actors/work/workshop.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { Fact } from '../../domain/upcast.ts';
import type { Queries } from '../../projections/queries.ts';
import type { Config } from '../config.ts';
import type { Life } from '../life.ts';
import type { Engines } from './engines.ts';
import { capsOf } from './settings.ts';

/** Between two progresses of one attempt in the log. */
export const progressPaceMs = 2_500;

/** Everything of jobs that is no actor: their desk, the workshop of this process, and the way to others. */
export interface Work {
  jobs: Jobs;
  workshop: Workshop;
  offering: Offering;
  /** What the effects of jobs are given. */
  ports: Pick<LeftBehindPorts, 'orders' | 'performers' | 'workshop' | 'owner'> & { offering: Offering };
  /** What was recorded just now. */
  recorded(stream: StreamName, facts: Fact[]): void;
  /** What the views know is open: counted before anything is ordered. */
  seed(open: readonly OpenJob[]): void;
  /** Answers the orders of worker processes, until it is stopped. */
  serve(queries: Pick<Queries, 'openJobs'>): Promise<{ stop(): void }>;
}

export interface WorkPorts extends Pick<Engines, 'performers' | 'workers'> {
  config: Config;
  life: Life;
  system: () => ActorSystem;
  notices: Notices;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
}

export function work({ config, life, system, notices, performers = {}, workers, ...means }: WorkPorts): Work {
  const front = desk(jobClass => capsOf(config, jobClass));
  const orders = jobOrders({ system, desk: front });
  const owner = life.instance;
  const shop = workshop({
    ...{ ...means, orders, performers, owner, paceMs: progressPaceMs },
    slots: jobClass => config.jobs[jobClass].slots,
    slotsMax: config.jobs.slotsMax,
    lineMax: config.jobs.lineMax,
    hasRoom: front.hasRoom,
  });
  front.onRoom(() => shop.look());
  const queue = workers === undefined ? {} : { queue: workers.queue };
  const offers = offering({ workshop: shop, ...queue, ...means }, config.jobs.offerAgainMs);
  return {
    jobs: jobs({ system, desk: front, notices, timers: means.timers }),
    workshop: shop,
    offering: offers,
    ports: { orders, performers, workshop: shop, owner, offering: offers },
    recorded(stream, facts) {
      front.note(stream, facts);
      offers.note(stream, facts);
    },
    seed: open => front.seed(open),
    async serve(queries) {
      const held = async (place: string) => {
        const { open } = await queries.openJobs();
        return open.filter(({ ownerId }) => ownerId !== null && placeOf(ownerId) === place).map(({ jobId }) => jobId);
      };
      return workers === undefined ? { stop() {} } : workers.serve({ orders, held });
    },
  };
}
