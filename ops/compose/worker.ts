import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Performers } from '../../actors/work/workshop.ts';
import { askHeld, natsJobOrders } from '../../adapters/nats/job-orders.ts';
import { lockStore } from '../../adapters/sqlite/store-lock.ts';
import type { Program } from '../compose.ts';
import type { Config } from '../config.ts';
import type { Life } from '../life.ts';
import type { ProcessLog } from '../log.ts';
import { workAlone } from '../program/worker.ts';
import { systemClock as clock, systemRandom as random, systemTimers as timers } from '../system-time.ts';
import { queueOn, workerLink } from './workers.ts';

/**
 * Workers alone: no log, no Telegram; offers come over NATS, and every order about them goes to the program that has
 * the actors.
 */
export function composeWorker(config: Config, life: Life, performers: Performers, log: ProcessLog): Program {
  const { dataDirectory } = config;
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockPlace(dataDirectory);
  const link = workerLink(config, log);
  const up = Promise.withResolvers<void>();
  void link.onUp(async () => up.resolve());
  const working = workAlone(config, {
    ...{ performers, owner: life.instance, clock, timers, random, log },
    queue: queueOn(link, config),
    orders: natsJobOrders(link),
    held: place => askHeld(link, place),
    up: up.promise,
  });
  return {
    pageUrl: undefined,
    async stop() {
      await working.stop();
      await link.close();
      lock.close();
    },
  };
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
