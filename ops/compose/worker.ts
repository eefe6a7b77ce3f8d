import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ended, insist } from '../../actors/waiting.ts';
import { isOwnerGone, type LeftBehindPorts, placeOf, settleLeftBehind } from '../../actors/work/left-behind.ts';
import { isPassing } from '../../actors/work/passing.ts';
import { type Performers, workshop } from '../../actors/work/workshop.ts';
import { askHeld, natsJobOrders } from '../../adapters/nats/job-orders.ts';
import type { WorkLink } from '../../adapters/nats/work-link.ts';
import { lockStore } from '../../adapters/sqlite/store-lock.ts';
import { jobClass } from '../../domain/job/work.ts';
import type { Program } from '../compose.ts';
import type { Config } from '../config.ts';
import type { Life } from '../life.ts';
import type { ProcessLog } from '../log.ts';
import { progressPaceMs } from '../program/work.ts';
import { systemClock as clock, systemRandom as random, systemTimers as timers } from '../system-time.ts';
import { queueOn, workerLink } from './workers.ts';

/** Of the time of a stop, what work gets that neither may be handed back nor outlives its worker. */
const workShare = 0.6;

/**
 * Workers alone: no log, no Telegram; offers come over NATS, and every order about them goes to the program that has
 * the actors. First it finds out what an earlier run in this place has left behind.
 */
export function composeWorker(config: Config, life: Life, performers: Performers, log: ProcessLog): Program {
  const { dataDirectory, jobs } = config;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockPlace(dataDirectory);
  const link = workerLink(config, log);
  const queue = queueOn(link, config);
  const orders = natsJobOrders(link);
  const means = { orders, performers, owner: life.instance, clock, timers, random, log };
  const shop = workshop({
    ...{ ...means, paceMs: progressPaceMs, slotsMax: jobs.slotsMax, lineMax: jobs.lineMax },
    slots: ofClass => jobs[ofClass].slots,
    hasRoom: () => true,
  });
  const stopping = new AbortController();
  queue.onRecall(({ jobId, fact }) => shop.note(jobId, fact));
  takeUp(link, { ...means, workshop: shop }, stopping.signal).catch(err =>
    log.error({ err }, 'what this place has left behind could not be taken up; its leases will run out'),
  );
  const classes = jobClass.options.filter(shop.performs);
  const consuming = classes.map(ofClass => queue.consume(ofClass, jobs[ofClass].slots, shop.perform));
  log.info({ classes, place: placeOf(life.instance) }, 'working for another program');
  return {
    pageUrl: undefined,
    async stop() {
      stopping.abort();
      const stopped = Promise.all(consuming.map(async lane => (await lane).stop()));
      await shop.drain(config.drainMs * workShare);
      await stopped;
      await link.close();
      lock.close();
    },
  };
}

/** What the program of the log says that this place holds, and that no process of it works on any more. */
async function takeUp(link: WorkLink, ports: LeftBehindPorts, signal: AbortSignal): Promise<void> {
  const up = Promise.withResolvers<void>();
  void link.onUp(async () => up.resolve());
  await Promise.race([up.promise, ended(signal)]);
  const again = <Result>(work: () => Promise<Result>) => insist(work, ports, signal, undefined, isPassing);
  const held = await again(() => askHeld(link, placeOf(ports.owner)));
  for (const jobId of held ?? []) {
    const standing = await again(() => ports.orders.look(jobId));
    if (standing?.state === 'running' && isOwnerGone(standing.job, ports))
      await settleLeftBehind(standing, ports, signal);
  }
}

/** Two processes of one place would take each other for dead. */
function lockPlace(dataDirectory: string): { close(): void } {
  try {
    return lockStore(join(dataDirectory, 'worker'), 0);
  } catch (cause) {
    const error = new Error(`Workers already run on the data in ${dataDirectory}.`, { cause });
    throw Object.assign(error, { hint: 'Give each worker process a dataDirectory and an instanceName of its own.' });
  }
}
