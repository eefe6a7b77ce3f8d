import { join } from 'node:path';
import type { Log } from '../../actors/ports.ts';
import { type ManagedServer, managedNatsServer } from '../../adapters/nats/managed-server.ts';
import { type NatsBus, natsBus } from '../../adapters/nats/nats-bus.ts';
import type { Config } from '../config.ts';
import type { Reports } from '../program/reports.ts';

/** The bus, and the server under it when it is the program's own. */
export interface BusSide {
  bus: NatsBus;
  server: ManagedServer | undefined;
  close(): Promise<void>;
}

/** A managed server that does not start leaves the program without a bus, not without a log: it goes on. */
export async function busSide(
  { bus: settings, dataDirectory, instanceName }: Config,
  reports: Pick<Reports, 'onPoison' | 'onParked'>,
  log: Log,
): Promise<BusSide> {
  const server = settings.mode === 'managed' ? await managed(settings, dataDirectory, log) : undefined;
  const bus = await natsBus({
    servers: server?.url ?? settings.servers,
    ...(server === undefined ? {} : { credentials: server.credentials, exclusive: true }),
    ...(settings.credentialsFile === undefined ? {} : { credentials: { credentialsFile: settings.credentialsFile } }),
    name: `binnacle ${instanceName}`,
    partitions: settings.partitions,
    stream: { replicas: settings.replicas },
    deadLetters: { replicas: settings.replicas },
    advisories: { replicas: settings.replicas },
    publishTimeoutMs: settings.publishTimeoutMs,
    ackWaitMs: settings.acknowledgeWaitMs,
    maxDeliver: settings.maxDeliver,
    onPoison: reports.onPoison,
    onParked: reports.onParked,
    log,
  });
  return {
    bus,
    server,
    async close() {
      await bus.close();
      await server?.stop();
    },
  };
}

function managed(
  { executable, startTimeoutMs }: Config['bus'],
  dataDirectory: string,
  log: Log,
): Promise<ManagedServer> {
  const directory = join(dataDirectory, 'nats');
  return managedNatsServer({ directory, binary: executable, startDeadlineMs: startTimeoutMs, log });
}
