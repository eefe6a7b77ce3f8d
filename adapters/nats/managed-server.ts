import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Log } from '../../actors/ports.ts';
import { writePrivately } from './private-file.ts';
import { serverConfig } from './server-config.ts';
import { freePort } from './server-ports.ts';
import { findProgram, type ServerProcess } from './server-process.ts';
import { endOrphan, writeRecord } from './server-record.ts';
import { runServer } from './server-run.ts';
import { keepRunning, type ServerExit } from './server-supervisor.ts';
import { type ServerUsers, serverUsersIn } from './server-users.ts';

export interface ManagedServerOptions {
  /** Belongs to this server alone: configuration, users, record and JetStream store live in it (mode 0700). */
  directory: string;
  binary?: string;
  /** 0 takes a free port; it stays the same over restarts of the server. */
  port?: number;
  /** What JetStream may use of the disk, and of memory if a stream is kept there; the streams of the bus reserve 104 MiB of it by default. */
  storeMaxBytes?: number;
  startDeadlineMs?: number;
  /** Waits before restarts: doubled from `minMs` up to `maxMs`, and `minMs` again after a run of `maxMs`. */
  restart?: { minMs: number; maxMs: number };
  log: Log;
}

export interface ManagedServer {
  url: string;
  monitorUrl: string;
  credentials: ServerUsers['program'];
  /** For the operator's tools; kept in `usersPath`. */
  operator: ServerUsers['operator'];
  usersPath: string;
  /** `undefined` between two runs. */
  pid(): number | undefined;
  onExit(tell: (exit: ServerExit) => void): void;
  /** Resolves when the server has ended: asked first, killed after 5 s. */
  stop(): Promise<void>;
}

/** A port found free may be taken before the server listens: so often another one is tried. */
const portTries = 3;
const megabyte = 1024 * 1024;

/**
 * Starts a nats-server with JetStream on loopback that belongs to this program: it is restarted on the same port when
 * it dies, and ends with the program. Resolves once the server says that it is healthy.
 * @throws when the binary is missing, the directory belongs to a program that runs, or the server is not healthy
 * within `startDeadlineMs`; the error holds the server's last words.
 */
export async function managedNatsServer(options: ManagedServerOptions): Promise<ManagedServer> {
  const { log, restart = { minMs: 200, maxMs: 10_000 } } = options;
  const binary = installed(options.binary ?? 'nats-server');
  const files = privateDirectory(resolve(options.directory));
  const users = serverUsersIn(files.users);
  await endOrphan(files.record, files.config, binary, log);

  const tellExit: ((exit: ServerExit) => void)[] = [];
  const { server, ports, start } = await firstRun();
  const onExit = (exit: ServerExit) => {
    for (const tell of tellExit) tell(exit);
  };
  const supervisor = keepRunning(server, { start, restart, onExit, log });
  return {
    ...urlsOf(ports),
    credentials: users.program,
    operator: users.operator,
    usersPath: files.users,
    pid: () => supervisor.current()?.pid,
    onExit: tell => void tellExit.push(tell),
    async stop() {
      await supervisor.stop();
      rmSync(files.record, { force: true });
    },
  };

  async function firstRun() {
    for (let tried = 1; ; tried += 1) {
      const ports = { port: options.port || (await freePort()), monitorPort: await freePort() };
      const start = (signal: AbortSignal) => startOn(ports, signal);
      try {
        return { server: await start(new AbortController().signal), ports, start };
      } catch (cause) {
        const taken = String(cause).includes('address already in use');
        if (!taken || options.port || tried === portTries) throw cause;
        log.warn({ ...ports, tried }, 'a free port was taken before the nats-server could listen: trying another');
      }
    }
  }

  function startOn(ports: Ports, signal: AbortSignal): Promise<ServerProcess> {
    const { storeMaxBytes = 512 * megabyte, startDeadlineMs = 10_000 } = options;
    writePrivately(files.config, serverConfig({ ...ports, storeDirectory: files.store, storeMaxBytes, users }));
    return runServer({
      binary,
      configPath: files.config,
      directory: files.directory,
      monitorUrl: urlsOf(ports).monitorUrl,
      startDeadlineMs,
      onStart: pid => writeRecord(files.record, { pid, ownerPid: process.pid, ...urlsOf(ports) }),
      signal,
    });
  }
}

interface Ports {
  port: number;
  monitorPort: number;
}

const urlsOf = ({ port, monitorPort }: Ports) => ({
  url: `nats://127.0.0.1:${port}`,
  monitorUrl: `http://127.0.0.1:${monitorPort}`,
});

function privateDirectory(directory: string) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  return {
    directory,
    config: join(directory, 'nats-server.conf'),
    users: join(directory, 'nats-users.json'),
    record: join(directory, 'nats-server.json'),
    store: join(directory, 'jetstream'),
  };
}

function installed(binary: string): string {
  const found = findProgram(binary);
  if (found) return found;
  throw new Error(
    `${binary} is not installed: run ops/setup.sh, or apt-get install nats-server (2.9.10 or later), or name an external NATS in the configuration.`,
  );
}
