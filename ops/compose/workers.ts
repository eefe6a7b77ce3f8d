import { join } from 'node:path';
import type { Log } from '../../actors/ports.ts';
import { serveOrders } from '../../adapters/nats/job-orders.ts';
import type { ManagedServer } from '../../adapters/nats/managed-server.ts';
import { fixedDoor, neighbourDoor, type SampleDoor } from '../../adapters/nats/sample-door.ts';
import { serveTerminal } from '../../adapters/nats/terminal-door.ts';
import { type WorkLink, workLink } from '../../adapters/nats/work-link.ts';
import { natsWorkQueue } from '../../adapters/nats/work-queue.ts';
import type { Config } from '../config.ts';
import type { WorkerWay } from '../program/engines.ts';

/** The way to worker processes, over the program's own nats-server or the configured one. */
export function workersSide(
  config: Config,
  server: ManagedServer | undefined,
  log: Log,
): WorkerWay & { link: WorkLink; close(): Promise<void> } {
  const door = server === undefined ? busDoor(config) : fixedDoor(server.url, server.credentials);
  const link = workLink({ ...linkOptions(config, log), door, name: `binnacle ${config.instanceName} work` });
  return {
    link,
    queue: queueOn(link, config),
    serve: service => serveOrders(link, service),
    serveTerminal: answer => serveTerminal(link, answer),
    close: () => link.close(),
  };
}

/** A worker's own end: the nats-server of a program on this machine, or the configured one. */
export function workerLink(config: Config, log: Log): WorkLink {
  const { join: directory } = config.jobs;
  const door = directory === undefined ? busDoor(config) : neighbourDoor(join(directory, 'nats'), 'program');
  return workLink({ ...linkOptions(config, log), door, name: `binnacle worker ${config.instanceName}` });
}

export function queueOn(link: WorkLink, { jobs }: Config) {
  return natsWorkQueue(link, jobClass => jobs[jobClass].runningMax);
}

function linkOptions({ bus }: Config, log: Log) {
  return { replicas: bus.replicas, publishTimeoutMs: bus.publishTimeoutMs, log };
}

/** The configured NATS. */
export function busDoor({ bus: { servers, credentialsFile } }: Config): SampleDoor {
  return fixedDoor(servers, credentialsFile === undefined ? undefined : { credentialsFile });
}
