import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import { connect, type NatsConnection } from 'nats';
import type { Log } from '../../../actors/ports.ts';
import { type ManagedServer, managedNatsServer } from '../../../adapters/nats/managed-server.ts';
import { findProgram } from '../../../adapters/nats/server-process.ts';
import { type Journal, journal } from './journal.ts';

/** A nats-server of a test's own, in a temporary directory, gone with the test. */

const installed = findProgram('nats-server') !== undefined;
if (!installed) console.warn('Tests with a real nats-server are skipped: install it with apt-get install nats-server.');

/** One after another: each has a server of its own, and the machine has few cores. Skipped without a nats-server. */
export const natsTest = installed ? test.serial : test.serial.skip;

export interface Logged {
  level: keyof Log;
  message: string;
  fields: object;
}

export function testLog(): { log: Log; logged: Journal<Logged> } {
  const logged = journal<Logged>();
  const at = (level: keyof Log) => (fields: object, message: string) => logged.add({ level, message, fields });
  return { log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }, logged };
}

export function temporaryDirectory(t: ExecutionContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-nats-'));
  t.teardown(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function realServer(
  t: ExecutionContext,
  options: Partial<Parameters<typeof managedNatsServer>[0]> = {},
): Promise<RealServer> {
  const directory = options.directory ?? temporaryDirectory(t);
  const server = await managedNatsServer({ directory, log: testLog().log, ...options });
  t.teardown(() => server.stop());
  const manager = async () => (await admin(t, server)).jetstreamManager();
  return {
    ...server,
    directory,
    async unsettled() {
      const partitions = await (await manager()).consumers.list('BINNACLE_CMD').next();
      return partitions.reduce((sum, { num_pending, num_ack_pending }) => sum + num_pending + num_ack_pending, 0);
    },
    leftIn: async stream => (await (await manager()).streams.info(stream)).state,
    async lastIn(stream, subject) {
      const { data, header } = (await (await manager()).streams.getMessage(stream, { last_by_subj: subject }))!;
      return { body: data, cause: header.get('Binnacle-Cause'), detail: header.get('Binnacle-Detail') };
    },
  };
}

export interface RealServer extends ManagedServer {
  directory: string;
  /** Commands not delivered or not acknowledged yet. */
  unsettled(): Promise<number>;
  leftIn(stream: string): Promise<{ messages: number; first_seq: number }>;
  lastIn(stream: string, subject: string): Promise<{ body: Uint8Array; cause: string; detail: string }>;
}

/** A second connection with all rights, to look behind the bus. */
export async function admin(t: ExecutionContext, server: ManagedServer): Promise<NatsConnection> {
  const connection = await connect({ servers: server.url, ...server.credentials });
  t.teardown(() => connection.close());
  return connection;
}
