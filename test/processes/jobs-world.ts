import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ExecutionContext } from 'ava';
import { openSqliteEventLog } from '../../adapters/sqlite/open-event-log.ts';
import { jobIdOf } from '../../domain/job/id.ts';
import type { RecordedEvent } from '../../domain/message.ts';
import { people, surroundings } from './program.ts';

/** A program, a worker process beside it, and people who ask for a heavy task, approve it, and let it run. */

const binnacle = join(import.meta.dirname, '../../ops/binnacle');

export interface Job {
  jobId: string;
  /** `Requested`, `Approved`, … as its last fact that moved it says. */
  state: string;
  facts: RecordedEvent[];
}

export type JobsWorld = Awaited<ReturnType<typeof jobsWorld>>;

/** `gates`: of the heavy task. The program and the worker have one hand each for tasks. */
export async function jobsWorld(t: ExecutionContext) {
  const jobs = { task: { slots: 1, runningMax: 2 } };
  const around = await surroundings({ jobs });
  t.teardown(() => around.close());
  const counter = join(around.directory, 'ran');
  const program = join(around.directory, 'heavy');
  // One line for each time it ran, named by the job that asked: longer than a kill is apart from the next one.
  writeFileSync(program, `#!/bin/sh\necho "$1" >> ${counter}\nsleep 0.4\necho done\n`);
  chmodSync(program, 0o755);
  const heavy = {
    ...{ id: 'heavy', title: 'Counts', program, arguments: ['{number}'], rollback: 'None.', timeoutMs: 60_000 },
    parameters: [{ name: 'number', type: 'int', says: 'Which?', min: 0, max: 9999 }],
    gates: [{ category: 'manual_review' }],
  };
  const written = JSON.parse(readFileSync(around.configPath, 'utf8')) as Record<string, unknown>;
  const commands = { perMinute: 10_000, perFiveSeconds: 1000, heavyPerTenMinutes: 1000 };
  writeFileSync(around.configPath, JSON.stringify({ ...written, commands, tasks: [heavy] }));
  const workerConfig = join(around.directory, 'worker.yaml');
  const dataDirectory = join(around.directory, 'quay');
  const join_ = { ...jobs, join: join(around.directory, 'data') };
  const log = { level: 'info', pretty: 'never' };
  writeFileSync(
    workerConfig,
    JSON.stringify({ dataDirectory, instanceName: 'quay', roles: ['workers'], jobs: join_, tasks: [heavy], log }),
  );
  const send = (person: number, text: string) =>
    around.post('send', { chatId: people[person]!.id, userId: people[person]!.id, text });

  return {
    ...around,
    /** The process of workers; it waits for its way by itself. */
    startWorker(): ChildProcess {
      const env = { PATH: process.env.PATH, HOME: around.directory, BINNACLE_CONFIG: workerConfig };
      const child = spawn(binnacle, ['start'], { cwd: around.directory, env, stdio: 'ignore' });
      t.teardown(() => child.kill('SIGKILL'));
      return child;
    },
    send,
    /** Asks for one more; the key says which, so that asking again is the same job. */
    ask: (number: number) => send(0, `/run heavy ${number} --key kill-${number}`),
    jobIdOf: (number: number) => jobIdOf(`kill-${number}`),
    /** Which numbers ran, each time. */
    ran: () => (existsSync(counter) ? readFileSync(counter, 'utf8').trim().split('\n') : []),
    async jobs(): Promise<Map<string, Job>> {
      const path = join(around.directory, 'data/events.sqlite');
      return existsSync(path) ? jobsIn(path) : new Map();
    },
    /** Names of what runs left in both places. */
    left: () =>
      [join(around.directory, 'data/tasks'), join(dataDirectory, 'tasks')].flatMap(directory =>
        existsSync(directory) ? readdirSync(directory) : [],
      ),
    natsPid: () =>
      (JSON.parse(readFileSync(join(around.directory, 'data/nats/nats-server.json'), 'utf8')) as { pid: number }).pid,
  };
}

/** Those whose word is missing say it, until everything has ended: each asks again after a while, as people do. */
export async function decide(
  { jobs, send }: Pick<JobsWorld, 'jobs' | 'send'>,
  wanted: string[],
  signal: AbortSignal,
): Promise<void> {
  const saidMs = new Map<string, number>();
  while (!signal.aborted) {
    for (const { jobId, state } of [...(await jobs()).values()].filter(job => wanted.includes(job.jobId))) {
      const line = { Requested: `/approve ${jobId}`, Approved: `/resume ${jobId}` }[state];
      if (line === undefined || performance.now() - (saidMs.get(line) ?? -Infinity) < 4_000) continue;
      saidMs.set(line, performance.now());
      await send(1, line);
    }
    await pause(150);
  }
}

const moves = /^(?:Job(Requested|Approved|Queued|Succeeded|Failed|Canceled|Expired)|(AttemptStarted))$/;

async function jobsIn(path: string): Promise<Map<string, Job>> {
  const log = await openSqliteEventLog({ path });
  const jobs = new Map<string, Job>();
  try {
    for await (const page of log.readCategory('job'))
      for (const event of page) {
        const jobId = event.stream.slice('job-'.length);
        const job = jobs.get(jobId) ?? { jobId, state: '', facts: [] };
        job.facts.push(event);
        const [, end, begun] = moves.exec(event.type) ?? [];
        job.state = end ?? begun ?? job.state;
        jobs.set(jobId, job);
      }
  } finally {
    await log.close();
  }
  return jobs;
}

/** Resolves once it holds. @throws after so long, saying what did not hold. */
export async function until(what: string, holds: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  const endMs = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > endMs) throw new Error(`not within ${withinMs} ms: ${what}`);
    await pause(20);
  }
}

export async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
