import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../actors/ports.ts';

/** Where the sandbox answers. */
export interface SandboxAddress {
  /** Of the chat page. */
  url: string;
  apiRoot: string;
  token: string;
}

export interface SandboxProcess extends SandboxAddress {
  stop(): Promise<void>;
}

const program = join(import.meta.dirname, '../../adapters/telegram/sandbox/main.ts');
const startDeadlineMs = 10_000;
const restartPauseMs = 500;

/**
 * Starts the sandbox as a process of its own, so that nothing of it weighs on the program, and starts it again
 * on the same port when it dies. It ends with the program. Its own words go to `<directory>/sandbox.log`.
 * @throws when it does not say within 10 s that it listens.
 */
export async function startSandboxProcess(options: {
  directory: string;
  host: string;
  port: number;
  log: Log;
}): Promise<SandboxProcess> {
  const { directory, host, log } = options;
  mkdirSync(directory, { recursive: true });
  const words = openSync(join(directory, 'sandbox.log'), 'a');
  let stopping = false;
  let { child, address } = await start(options.port);

  async function start(port: number): Promise<{ child: ChildProcess; address: SandboxAddress }> {
    const args = ['--data', directory, '--host', host, '--port', String(port)];
    // A process group of its own: a Ctrl-C in the terminal is the program's to answer.
    const begun = fork(program, args, { stdio: ['ignore', words, words, 'ipc'], detached: true });
    const address = await readiness(begun);
    // One that ends before it is ready is told of by `readiness`, and not started again.
    begun.once('exit', (code, signal) => !stopping && void again(code, signal));
    return { child: begun, address };
  }

  /** The chat page and the bot hold on to its address: it comes back where it was. */
  async function again(code: number | null, signal: string | null): Promise<void> {
    log.warn({ code, signal }, 'the sandbox ended: starting it again');
    await new Promise(resolve => setTimeout(resolve, restartPauseMs));
    if (stopping) return;
    try {
      ({ child, address } = await start(Number(new URL(address.url).port)));
    } catch (err) {
      log.error({ err }, 'the sandbox does not start again; the chat page is gone until the program restarts');
    }
  }

  return {
    ...address,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGTERM');
      await gone;
    },
  };
}

function readiness(child: ChildProcess): Promise<SandboxAddress> {
  const { promise, resolve, reject } = Promise.withResolvers<SandboxAddress>();
  const failure = (why: string) =>
    reject(
      new Error(
        `The sandbox does not start: ${why}. Is its port taken? Set telegram.sandbox.port, or 0 for a free one.`,
      ),
    );
  const timer = setTimeout(() => failure(`not ready within ${startDeadlineMs} ms`), startDeadlineMs);
  child.once('message', message => resolve(message as SandboxAddress));
  child.once('exit', code => failure(`it ended with code ${code}; its words are in sandbox.log`));
  return promise.finally(() => clearTimeout(timer));
}
