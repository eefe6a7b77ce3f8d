import { ended, insist } from '../../actors/waiting.ts';
import { isOwnerGone, type LeftBehindPorts, placeOf, settleLeftBehind } from '../../actors/work/left-behind.ts';
import { isPassing } from '../../actors/work/passing.ts';
import type { WorkQueue } from '../../actors/work/ports.ts';
import { workshop } from '../../actors/work/workshop.ts';
import { jobClass } from '../../domain/job/work.ts';
import type { Config } from '../config.ts';
import { progressPaceMs } from './work.ts';

export interface WorkerEngines extends Omit<LeftBehindPorts, 'workshop'> {
  queue: Pick<WorkQueue, 'onRecall' | 'consume'>;
  /** The running jobs that a place holds, as the program of the log knows them. @throws {StoreError} */
  held(place: string): Promise<string[]>;
  /** Resolves once orders can be given. */
  up: Promise<void>;
}

/** Of the time of a stop, what work gets that neither may be handed back nor outlives its worker. */
const workShare = 0.6;

/**
 * A process that only works: it takes offers from the queue, and finds out at once what an earlier run in its place has
 * left behind.
 */
export function workAlone({ jobs, drainMs }: Config, engines: WorkerEngines): { stop(): Promise<void> } {
  const { owner, queue, log } = engines;
  const shop = workshop({
    ...{ ...engines, paceMs: progressPaceMs, slotsMax: jobs.slotsMax, lineMax: jobs.lineMax },
    slots: ofClass => jobs[ofClass].slots,
    hasRoom: () => true,
  });
  const stopping = new AbortController();
  queue.onRecall(({ jobId, fact }) => shop.note(jobId, fact));
  takeUp({ ...engines, workshop: shop }, stopping.signal).catch(err =>
    log.error({ err }, 'what this place has left behind could not be taken up; its leases will run out'),
  );
  const classes = jobClass.options.filter(shop.performs);
  const consuming = classes.map(ofClass => queue.consume(ofClass, jobs[ofClass].slots, shop.perform));
  log.info({ classes, place: placeOf(owner) }, 'working for another program');
  return {
    async stop() {
      stopping.abort();
      const stopped = Promise.all(consuming.map(async lane => (await lane).stop()));
      await shop.drain(drainMs * workShare);
      await stopped;
    },
  };
}

/** What the program of the log says that this place holds, and that no process of it works on any more. */
async function takeUp(ports: LeftBehindPorts & Pick<WorkerEngines, 'held' | 'up'>, signal: AbortSignal): Promise<void> {
  await Promise.race([ports.up, ended(signal)]);
  const again = <Result>(work: () => Promise<Result>) => insist(work, ports, signal, undefined, isPassing);
  const held = await again(() => ports.held(placeOf(ports.owner)));
  for (const jobId of held ?? []) {
    const standing = await again(() => ports.orders.look(jobId));
    if (standing?.state === 'running' && isOwnerGone(standing.job, ports))
      await settleLeftBehind(standing, ports, signal);
  }
}
