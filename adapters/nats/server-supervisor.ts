import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../../actors/ports.ts';
import type { ServerProcess } from './server-process.ts';
import { endServer } from './server-run.ts';

/** How a run of the server ended, and when the next begins. */
export interface ServerExit {
  code: number | null;
  signal: NodeJS.Signals | null;
  restartInMs: number;
}

export interface SupervisorOptions {
  /** Starts the next run; throws when it does not become healthy. */
  start(signal: AbortSignal): Promise<ServerProcess>;
  /** Waits before restarts: doubled from `minMs` up to `maxMs`, and `minMs` again after a run of `maxMs`. */
  restart: { minMs: number; maxMs: number };
  onExit(exit: ServerExit): void;
  log: Log;
}

export interface Supervisor {
  /** The healthy run, if there is one now. */
  current(): ServerProcess | undefined;
  /** Ends the server for good. */
  stop(): Promise<void>;
}

/** Keeps a server running: whenever a run ends another is started, for ever, until `stop`. */
export function keepRunning(first: ServerProcess, { start, restart, onExit, log }: SupervisorOptions): Supervisor {
  const stopping = new AbortController();
  let current: ServerProcess | undefined = first;
  let waitMs = restart.minMs;
  const supervision = supervise();
  return {
    current: () => current,
    async stop() {
      stopping.abort();
      if (current) await endServer(current);
      await supervision;
    },
  };

  async function supervise(): Promise<void> {
    while (current) {
      const startedAt = performance.now();
      const exit = await current.exited;
      current = undefined;
      if (stopping.signal.aborted) return;
      if (performance.now() - startedAt >= restart.maxMs) waitMs = restart.minMs;
      log.warn({ ...exit, restartInMs: waitMs }, 'the nats-server ended: starting it again');
      onExit({ ...exit, restartInMs: waitMs });
      current = await nextRun();
      if (current) log.info({ pid: current.pid }, 'the nats-server runs again');
    }
  }

  /** The next healthy run, however many starts it takes; none once it is stopped. */
  async function nextRun(): Promise<ServerProcess | undefined> {
    for (;;) {
      try {
        await pause(waitMs, undefined, { signal: stopping.signal });
        waitMs = Math.min(waitMs * 2, restart.maxMs);
        return await start(stopping.signal);
      } catch (cause) {
        if (stopping.signal.aborted) return undefined;
        log.error({ err: cause, againInMs: waitMs }, 'the nats-server does not start; commands wait in the log');
      }
    }
  }
}
