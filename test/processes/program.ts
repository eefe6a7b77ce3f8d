import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seedToken } from '../../adapters/telegram/sandbox/seed.ts';
import { startSandbox } from '../../adapters/telegram/sandbox/start-sandbox.ts';

/** The real program as a process that can be killed, against a sandbox that outlives it. */

const binnacle = join(import.meta.dirname, '../../ops/binnacle');
const readyWithinMs = 30_000;

export interface RunningProgram {
  pid: number;
  /** Resolves when it says that it is ready. */
  ready: Promise<void>;
  /** Sends the signal and resolves when the process is gone, with its exit code. */
  kill(signal: NodeJS.Signals): Promise<number | null>;
  /** Resolves when it has ended by itself, with its exit code; none when a signal ended it. */
  gone(): Promise<number | null>;
  output(): string;
}

export interface Surroundings {
  directory: string;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  configPath: string;
  start(): RunningProgram;
  post(path: string, body: object): Promise<Record<string, unknown>>;
  get(path: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/**
 * A directory, a sandbox and a configuration; `more` is laid over the configuration. `through` gives the port by which
 * the program reaches the sandbox, when it is not the sandbox' own.
 */
export async function surroundings(
  more: Record<string, unknown> = {},
  through: (port: number) => Promise<number> = async port => port,
): Promise<Surroundings> {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-'));
  const sandbox = await startSandbox({ dataDir: ':memory:', port: 0 });
  const configPath = join(directory, 'binnacle.yaml');
  writeFileSync(join(directory, 'token'), seedToken, { mode: 0o600 });
  const apiRoot = new URL(sandbox.apiRoot);
  apiRoot.port = String(await through(Number(apiRoot.port)));
  const root = apiRoot.href.replace(/\/$/, '');
  writeFileSync(configPath, JSON.stringify(configuration(directory, root, more)));
  const running = new Set<ChildProcess>();
  const api = async (path: string, init?: RequestInit) =>
    (await (await fetch(`${sandbox.url}/sandbox/api/${path}`, init)).json()) as Record<string, unknown>;
  const post = (path: string, body: object) =>
    api(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  for (const { id, name: firstName } of people) await post('users', { id, firstName });
  return {
    directory,
    sandbox,
    configPath,
    start() {
      const child = spawn(binnacle, ['start'], {
        cwd: directory,
        env: { PATH: process.env.PATH, HOME: directory, BINNACLE_CONFIG: configPath },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      running.add(child);
      child.once('exit', () => running.delete(child));
      return watched(child);
    },
    post,
    get: path => api(path),
    async close() {
      for (const child of running) child.kill('SIGKILL');
      await sandbox.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Ten people with a private chat each; limits that protect Telegram are lifted. */
export const people = Array.from({ length: 10 }, (_, index) => ({ id: 3001 + index, name: `Person ${index}` }));

function configuration(directory: string, apiRoot: string, more: Record<string, unknown>) {
  return {
    dataDirectory: join(directory, 'data'),
    telegram: {
      mode: 'telegram',
      apiRoot,
      tokenFile: join(directory, 'token'),
      longPollSeconds: 2,
      clientTimeoutSeconds: 4,
      pollBackoff: { minMs: 100, maxMs: 1000 },
      pace: { perChatPerSecond: 1000, perChatBurst: 10_000, globalPerSecond: 100_000 },
    },
    access: { users: people.map(({ id, name }) => ({ id, name, role: 'admin' })) },
    commands: { perMinute: 10_000, perFiveSeconds: 1000 },
    log: { level: 'info', pretty: 'never' },
    ...more,
  };
}

function watched(child: ChildProcess): RunningProgram {
  let output = '';
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(new Error(`not ready:\n${output}`)), readyWithinMs);
  for (const stream of [child.stdout!, child.stderr!])
    stream.on('data', chunk => {
      output += String(chunk);
      if (output.includes('"msg":"ready"')) resolve();
    });
  child.once('exit', code => reject(new Error(`ended with ${code} before it was ready:\n${output}`)));
  ready.catch(() => {}).finally(() => clearTimeout(timer));
  return {
    pid: child.pid!,
    ready,
    output: () => output,
    async gone() {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return child.exitCode;
    },
    async kill(signal) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill(signal);
        await once(child, 'exit');
      }
      return child.exitCode;
    },
  };
}
