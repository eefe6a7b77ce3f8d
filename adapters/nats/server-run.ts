import { setTimeout as pause } from 'node:timers/promises';
import { isHealthy } from './server-ports.ts';
import { type ServerProcess, startServer } from './server-process.ts';

export interface ServerRunOptions {
  binary: string;
  configPath: string;
  directory: string;
  monitorUrl: string;
  startDeadlineMs: number;
  /** Told as soon as the process exists, before it is healthy. */
  onStart(pid: number): void;
  /** Gives up the start, and ends what was started. */
  signal: AbortSignal;
}

const healthPollMs = 10;
const healthTimeoutMs = 1_000;
const endWithinMs = 5_000;

/**
 * Starts the server and resolves once it says that it is healthy.
 * @throws when it ends before, is not healthy in time, or the start is given up; nothing is left running then.
 */
export async function runServer(options: ServerRunOptions): Promise<ServerProcess> {
  const server = startServer(options.binary, options.configPath, options.directory);
  if (server.pid !== undefined) options.onStart(server.pid);
  try {
    await untilHealthy(server, options);
    return server;
  } catch (cause) {
    await endServer(server);
    throw cause;
  }
}

/** Asks the server to end, and kills it after 5 s. Resolves when it has ended. */
export async function endServer(server: ServerProcess): Promise<void> {
  server.kill('SIGTERM');
  const kill = setTimeout(() => server.kill('SIGKILL'), endWithinMs);
  await server.exited;
  clearTimeout(kill);
}

async function untilHealthy(server: ServerProcess, options: ServerRunOptions): Promise<void> {
  const { configPath, monitorUrl, startDeadlineMs, signal } = options;
  let ended = false;
  void server.exited.then(() => {
    ended = true;
  });
  const deadline = performance.now() + startDeadlineMs;
  while (!(await isHealthy(monitorUrl, healthTimeoutMs))) {
    signal.throwIfAborted();
    const late = performance.now() > deadline;
    if (ended || late) {
      const what = ended ? 'ended while starting' : `is not healthy after ${startDeadlineMs} ms`;
      throw new Error(`The nats-server ${what} (configuration: ${configPath}). It said:\n${server.lastWords()}`);
    }
    await pause(healthPollMs);
  }
}
