import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** A nats-server that the program does not own: it can be killed, wiped and started again on the same port. */
export interface OwnNats {
  port: number;
  kill(wipe: boolean): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function ownNats(executable: string): Promise<OwnNats> {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-twin-'));
  const port = await freePort();
  let child: ChildProcess | undefined;
  const own: OwnNats = {
    port,
    async start() {
      const words = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', join(directory, 'store')];
      child = spawn(executable, words, { stdio: ['ignore', 'ignore', 'pipe'] });
      let said = '';
      child.stderr!.on('data', chunk => {
        said += String(chunk);
      });
      for (let look = 0; look < 400 && !said.includes('Server is ready'); look++) await pause(25);
      if (!said.includes('Server is ready')) throw new Error(`nats-server did not start:\n${said}`);
    },
    async kill(wipe) {
      const ended = once(child!, 'exit');
      child!.kill('SIGKILL');
      await ended;
      if (wipe) rmSync(join(directory, 'store'), { recursive: true, force: true });
    },
    async close() {
      if (child?.exitCode === null && child.signalCode === null) await own.kill(true);
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await own.start();
  return own;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
