import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { people, type Surroundings, surroundings } from './program.ts';

/** Worker processes of their own, killed and stopped in the midst of work, beside a program that keeps the log. */

const binnacle = join(import.meta.dirname, '../../ops/binnacle');
/** The least that may be configured; `BINNACLE_LEASES=3` for the whole dose of a stopped worker. */
const leaseMs = 30_000;
const leases = Number(process.env.BINNACLE_LEASES ?? 1.3);

/** A program without workers, tasks that count how often they ran, and a way to start workers. */
async function world(t: ExecutionContext) {
  const ran: string[] = [];
  const roles = ['gateway', 'actors', 'projections', 'agent'];
  const tasks = [task('brief', 1, { idempotent: true }), task('lasting', 8, {}), task('calm', 1, { route: 'heavy' })];
  const around = await surroundings({ roles, tasks: [], jobs: { task: { leaseMs } } });
  t.teardown(() => around.close());
  const written = JSON.parse(readFileSync(around.configPath, 'utf8')) as Record<string, unknown>;
  const told = tasks.map(({ seconds, ...rest }) => ({ ...rest, program: script(around, rest.id, seconds) }));
  writeFileSync(around.configPath, JSON.stringify({ ...written, tasks: told }));
  const main = around.start();
  await main.ready;
  return {
    ...around,
    main,
    ran,
    /** A worker process in a place of its own, once it has its way. */
    async worker(place: string) {
      const path = join(around.directory, `${place}.yaml`);
      const dataDirectory = join(around.directory, place);
      const jobs = { join: join(around.directory, 'data'), task: { leaseMs } };
      const log = { level: 'info', pretty: 'never' };
      writeFileSync(
        path,
        JSON.stringify({ dataDirectory, instanceName: place, roles: ['workers'], jobs, tasks: told, log }),
      );
      const env = { PATH: process.env.PATH, HOME: around.directory, BINNACLE_CONFIG: path };
      const child = spawn(binnacle, ['start'], { cwd: around.directory, env, stdio: ['ignore', 'pipe', 'pipe'] });
      t.teardown(() => child.kill('SIGKILL'));
      let output = '';
      const up = new Promise<void>(resolve => {
        for (const stream of [child.stdout, child.stderr])
          stream.on('data', chunk => {
            output += String(chunk);
            if (output.includes('work has a way')) resolve();
          });
      });
      const early = once(child, 'exit').then(() => Promise.reject(new Error(`it ended:\n${output}`)));
      early.catch(() => {});
      await Promise.race([up, early]);
      return { child, kill: (signal: NodeJS.Signals) => child.kill(signal), output: () => output };
    },
    send: (text: string, person = 0) => {
      const { id } = people[person]!;
      return around.post('send', { chatId: id, userId: id, text });
    },
    count: (id: string) => lines(join(around.directory, `${id}.ran`)),
    /** The facts of jobs, once one fits. */
    async when(fits: (events: RecordedEvent[]) => boolean, withinMs = 40_000) {
      const endMs = performance.now() + withinMs;
      for (;;) {
        const events = await jobEvents(join(around.directory, 'data/events.sqlite'));
        if (fits(events)) return events;
        if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${events.map(({ type }) => type)}`);
        await pause(100);
      }
    },
  };
}

function task(id: string, seconds: number, more: object) {
  const how = { route: 'light', risk: 'low', idempotent: false, rollback: 'None.', timeoutMs: 60_000 };
  return { id, title: `Counts ${id}`, arguments: [], ...how, ...more, seconds };
}

function script({ directory }: Surroundings, id: string, seconds: number): string {
  const path = join(directory, id);
  writeFileSync(path, `#!/bin/sh\necho ran >> ${path}.ran\nsleep ${seconds}\necho done\n`);
  chmodSync(path, 0o755);
  return path;
}

function lines(path: string): number {
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').length : 0;
}

async function jobEvents(path: string): Promise<RecordedEvent[]> {
  const log = await openSqliteEventLog({ path });
  const events: RecordedEvent[] = [];
  for await (const page of log.readCategory('job')) events.push(...page);
  await log.close();
  return events;
}

const has = (type: string) => (events: RecordedEvent[]) => events.some(event => event.type === type);
const typesOf = (events: RecordedEvent[]) => events.map(({ type }) => type);

test.serial(
  '[P4] [J3] [C-29] a worker killed in the midst of a task takes it up again at its next start; it runs once',
  async t => {
    t.timeout(120_000);
    const { worker, send, count, when } = await world(t);
    const first = await worker('quay');
    await send('/run lasting');
    await when(has('AttemptStarted'));
    while (count('lasting') === 0) await pause(50);
    first.kill('SIGKILL');
    await once(first.child, 'exit');
    await worker('quay');
    const events = await when(has('JobSucceeded'));
    t.is(count('lasting'), 1);
    t.true(has('OutcomeRecovered')(events));
    t.is(typesOf(events).filter(type => type === 'AttemptStarted').length, 1);
  },
);

test.serial('[P3] [D-07] [C-13] a worker stopped for longer than its lease wakes up and changes nothing', async t => {
  t.timeout(60_000 + leaseMs * (leases + 2));
  const { worker, send, when, count } = await world(t);
  const stopped = await worker('quay');
  await send('/run brief');
  await when(has('AttemptStarted'));
  stopped.kill('SIGSTOP');
  await worker('wharf');
  const events = await when(has('JobSucceeded'), leaseMs * 2 + 20_000);
  t.true(has('LeaseExpired')(events));
  await pause(Math.max(0, leases - 1.3) * leaseMs);
  stopped.kill('SIGCONT');
  const after = await when(has('TransitionRefused'));
  t.deepEqual(after.filter(({ type }) => type === 'JobSucceeded').length, 1);
  t.like(after.findLast(({ type }) => type === 'TransitionRefused')!.data, { code: 'stale_lease' });
  t.is(after.findLast(({ type }) => type === 'JobSucceeded')!.data.fence, 2);
  t.is(count('brief'), 2);
});

test.serial('[C-08] [I3] fifty simultaneous resumes queue a job once, and two workers run it once', async t => {
  t.timeout(120_000);
  const { worker, send, when, count } = await world(t);
  await Promise.all([worker('quay'), worker('wharf')]);
  await send('/run calm');
  const requested = (await when(has('JobApproved'))).find(({ type }) => type === 'JobRequested')!;
  await Promise.all(Array.from({ length: 50 }, (_, index) => send(`/resume ${requested.data.jobId}`, index % 10)));
  const events = await when(has('JobSucceeded'));
  t.is(typesOf(events).filter(type => type === 'JobQueued').length, 1);
  t.is(typesOf(events).filter(type => type === 'AttemptStarted').length, 1);
  t.is(count('calm'), 1);
});

test.serial('[P15] a worker that is told to end leaves no lease behind for light work', async t => {
  t.timeout(120_000);
  const { worker, send, when } = await world(t);
  const first = await worker('quay');
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => silent.close());
  await send(`/check http http://127.0.0.1:${(silent.address() as AddressInfo).port}/`);
  await when(has('AttemptStarted'));
  first.kill('SIGTERM');
  const [code] = await once(first.child, 'exit');
  t.is(code, 0, first.output());
  const events = await when(has('LeaseReleased'));
  t.false(has('LeaseExpired')(events));
});
