import { type ChildProcess, type ForkOptions, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { managedNatsServer } from '../../adapters/nats/managed-server.ts';
import { cpuEach, cpuOf } from './spine/cpu.ts';

/**
 * `node ops/bench/spine.ts`: from an update in to the reply's call, with everything synced, at a local Bot API; the
 * whole program beside a bare loop of the same steps. Each run is bounded: 600 updates one at a time, and
 * 20,000 over 64 chats; the first quarter is not counted.
 *
 * `node ops/bench/spine.ts --cpu`: the program alone over 64 chats, and what each of its threads uses for a reply. For
 * a machine that has other things to do. Options of Node (`--cpu-prof`) are passed on to the program.
 */
interface Figures {
  chats: number;
  replies: number;
  perSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** On two quiet cores. The start is that of the whole, nats-server's own included. */
const targets = { p50Ms: 3.5, perSecond: 2000, startMs: 1000, idleMb: 150 };

/** By then the reading thread of the log rests, as it does in a program that nobody asks. */
const restedMs = 12_000;

const here = import.meta.dirname;
const directory = mkdtempSync(join(tmpdir(), 'binnacle-bench-'));
const children: ChildProcess[] = [];
const launch = (program: string, args: string[] = [], more: ForkOptions = {}): ChildProcess => {
  const child = fork(program, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...more });
  children.push(child);
  return child;
};
const said = async <Said>(child: ChildProcess): Promise<Said> =>
  (await once(child, 'message', { signal: AbortSignal.timeout(60_000) }))[0] as Said;

const alone = { chats: 1, updates: 600 };
const crowd = { chats: 64, updates: 20_000 };

async function measured(api: ChildProcess, rounds = [alone, crowd], onWarm = () => {}): Promise<Figures[]> {
  const figures: Figures[] = [];
  for (const round of rounds) {
    api.send(round);
    await said(api);
    onWarm();
    figures.push(await said<Figures>(api));
  }
  return figures;
}

async function bare(): Promise<Figures[]> {
  const api = launch(join(here, 'spine/bot-api.ts'));
  const { apiRoot } = await said<{ apiRoot: string }>(api);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const { url, credentials, stop } = await managedNatsServer({ directory: join(directory, 'bare-nats'), log });
  const where = [apiRoot, join(directory, 'bare.sqlite'), url, credentials.user, credentials.pass];
  const loop = launch(join(here, 'spine/bare.ts'), where);
  await said(loop);
  const figures = await measured(api);
  await end(loop);
  await end(api);
  await stop();
  return figures;
}

/** `idleMs`: how long it does nothing before it is weighed and put to work. */
async function program(idleMs: number) {
  const api = launch(join(here, 'spine/bot-api.ts'));
  const { apiRoot } = await said<{ apiRoot: string }>(api);
  const config = join(directory, 'bench.yaml');
  writeFileSync(join(directory, 'token'), '7000000077:bench_token_that_opens_nothing_at_00\n', { mode: 0o600 });
  writeFileSync(config, configuration(apiRoot));
  const main = launch(join(here, 'spine/program.ts'), [config, String(idleMs)], {
    execArgv: [...process.execArgv, '--max-semi-space-size=4'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(here, '../../node_modules/.cache/compile') },
  });
  const { startMs, idleMb } = await said<{ startMs: number; idleMb: number }>(main);
  return {
    ...{ api, main, startMs, idleMb },
    async stop() {
      main.kill('SIGTERM');
      await once(main, 'exit');
      await end(api);
    },
  };
}

/** Limits that protect Telegram are lifted: the local server bears what it is given. */
function configuration(apiRoot: string): string {
  const users = Array.from({ length: 64 }, (_, chat) => ({ id: 2001 + chat, name: `user ${chat}`, role: 'viewer' }));
  return JSON.stringify({
    dataDirectory: join(directory, 'data'),
    telegram: {
      mode: 'telegram',
      apiRoot,
      tokenFile: join(directory, 'token'),
      pace: { perChatPerSecond: 1000, perChatBurst: 10_000, globalPerSecond: 100_000 },
    },
    access: { users },
    commands: { perMinute: 10_000, perFiveSeconds: 1000 },
    log: { level: 'warn' },
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.disconnect();
  await once(child, 'exit');
}

async function compared(): Promise<void> {
  const lower = await bare();
  const { api, startMs, idleMb, stop } = await program(restedMs);
  const figures = await measured(api);
  await stop();
  const row = (who: string, { chats, perSecond, p50Ms, p95Ms, p99Ms }: Figures) => ({
    who,
    chats,
    'replies/s': Math.round(perSecond),
    'p50 ms': p50Ms.toFixed(2),
    'p95 ms': p95Ms.toFixed(2),
    'p99 ms': p99Ms.toFixed(2),
  });
  console.table([...lower.map(each => row('bare', each)), ...figures.map(each => row('binnacle', each))]);
  console.log(`one at a time: ${(figures[0]!.p50Ms / lower[0]!.p50Ms).toFixed(2)}× the bare p50`);
  console.log(`64 chats: ${(figures[1]!.perSecond / lower[1]!.perSecond).toFixed(2)} of the bare rate`);
  console.log(`start to ready ${startMs} ms, resident when idle ${idleMb} MB`);
  const missed = [
    figures[0]!.p50Ms > targets.p50Ms && `p50 one at a time over ${targets.p50Ms} ms`,
    figures[1]!.perSecond < targets.perSecond && `under ${targets.perSecond} replies/s over 64 chats`,
    startMs > targets.startMs && `start over ${targets.startMs} ms`,
    idleMb > targets.idleMb && `idle over ${targets.idleMb} MB`,
  ].filter(each => each !== false);
  console.log(missed.length === 0 ? 'every target is met' : `missed: ${missed.join('; ')}`);
  process.exitCode = missed.length === 0 ? 0 : 1;
}

async function cpu(): Promise<void> {
  const { api, main, stop } = await program(0);
  const looks: ReturnType<typeof cpuOf>[] = [];
  const look = () => looks.push(cpuOf(main.pid!));
  const [figures] = await measured(api, [crowd], look);
  look();
  const { perSecond, replies } = figures!;
  const used = cpuEach(looks[0]!, looks[1]!, replies);
  const all = used.reduce((sum, [, micros]) => sum + micros, 0);
  for (const [name, micros] of [...used, ['all', all] as const])
    console.log(`${name.padEnd(16)} ${micros.toFixed(0).padStart(5)} µs a reply`);
  console.log(`${replies} replies counted, ${Math.round(perSecond)}/s on the machine as it is now`);
  await stop();
}

try {
  await (process.argv.includes('--cpu') ? cpu() : compared());
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
}
