import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import { WorkFailed } from '../../../actors/work/ports.ts';
import { signal } from '../../../adapters/tasks/processes.ts';
import type { RunPoint } from '../../../adapters/tasks/run-order.ts';
import { stage, until } from './stage.ts';

/** How often at each point: `BINNACLE_KILLS=25` for the full dose. */
const times = Number(process.env.BINNACLE_KILLS ?? 3);
const countOnce = 'printf x >> counter; sleep 0.05; echo counted';

/** What the runner leaves when it is killed there: does the job begin at all, and is the outcome known? */
const points: Record<RunPoint, { counted: number[]; then: string[] }> = {
  before_marker: { counted: [0], then: ['never_began'] },
  after_marker: { counted: [0], then: ['unknown'] },
  running: { counted: [0, 1], then: ['unknown'] },
  after_result: { counted: [1], then: ['succeeded'] },
  after_rename: { counted: [1], then: ['succeeded'] },
};

for (const [point, { counted, then }] of Object.entries(points) as [RunPoint, (typeof points)[RunPoint]][])
  test.serial(
    `[P4] a runner killed at ${point} has run its program at most once, and what it left is told truly`,
    async t => {
      t.timeout(120_000);
      const s = stage(t);
      const runner = s.runnerKilledAt(point);
      for (let time = 0; time < times; time++) {
        const jobId = `J${time}`;
        const spec = s.job({ program: s.program('count', countOnce), workingDirectory: s.folder });
        const { attempt } = s.attempt(spec, { jobId });
        const before = s.count('counter');
        const performed = await s
          .performer({ runner })
          .perform(attempt)
          .catch(error => {
            if (error instanceof WorkFailed) return error.failure.code;
            throw error;
          });
        const left = await s.performer().lookUp(attempt);
        t.true(then.includes(left.state), `${point}: ${left.state}`);
        t.true(counted.includes(s.count('counter') - before), `${point}: ${s.count('counter') - before} times`);
        const expected = { never_began: 'not_begun', unknown: 'outcome_unknown' }[left.state as string];
        if (expected === undefined) t.like(performed, { output: 'counted\n' });
        else t.is(performed, expected);
        t.deepEqual(s.livingOf(`${jobId}.1`), []);
        // Whoever comes late with the same token finds the door shut.
        const counter = s.count('counter');
        await s
          .performer()
          .perform(attempt)
          .catch(() => {});
        t.is(s.count('counter'), counter);
      }
    },
  );

test.serial(
  '[P4] [J1] a worker killed while its task runs leaves it running; the next one finds it, waits for its end, and it ran once',
  async t => {
    t.timeout(120_000);
    for (let time = 0; time < times; time++) {
      const s = stage(t);
      const program = s.program('count', `printf x >> counter; while [ ! -e go ]; do sleep 0.05; done; echo counted`);
      const spec = s.job({ program, workingDirectory: s.folder });
      const worker = startWorker(s.folder, { spec, tasks: s.tasks, directory: s.directory });
      await until(() => s.count('counter') === 1);
      worker.kill('SIGKILL');
      await once(worker, 'exit');

      const { attempt, told } = s.attempt(spec);
      const left = await s.performer().lookUp(attempt);
      t.is(left.state, 'running');
      if (left.state !== 'running') return;
      const attached = left.attach(attempt);
      writeFileSync(join(s.folder, 'go'), '');
      t.is((await attached).output, 'counted\n');
      t.is(s.count('counter'), 1);
      t.true(told.length <= 2);
      t.is((await s.performer().lookUp(attempt)).state, 'succeeded');
    }
  },
);

test.serial('[P4] a worker killed before its runner has its order has begun nothing', async t => {
  t.timeout(120_000);
  for (let time = 0; time < times; time++) {
    const s = stage(t);
    const spec = s.job({ program: s.program('count', countOnce), workingDirectory: s.folder });
    const worker = startWorker(s.folder, { spec, tasks: s.tasks, directory: s.directory, killsItself: true });
    await once(worker, 'exit');
    const left = await s.performer().lookUp(s.attempt(spec).attempt);
    // The kill may come before or after the order went through the pipe: both are told truly.
    if (left.state === 'running') await left.attach(s.attempt(spec).attempt);
    t.true(['never_began', 'running', 'succeeded'].includes(left.state), left.state);
    t.is(s.count('counter'), left.state === 'never_began' ? 0 : 1);
  }
});

test.serial('[P4] a runner that comes after somebody looked must not begin', async t => {
  const s = stage(t);
  const { attempt } = s.attempt(s.job({ program: s.program('count', countOnce), workingDirectory: s.folder }));
  t.is((await s.performer().lookUp(attempt)).state, 'never_began');
  const error = await t.throwsAsync(s.performer().perform(attempt), { instanceOf: WorkFailed });
  t.like(error!.failure, { code: 'not_begun', retryable: false });
  t.is((await s.performer().lookUp(attempt)).state, 'never_began');
  t.is(s.count('counter'), 0);
});

test.serial('[P4] of many that look and begin at once, the program runs once at most, and all agree', async t => {
  const s = stage(t);
  const { attempt } = s.attempt(s.job({ program: s.program('count', countOnce), workingDirectory: s.folder }));
  const beginning = Array.from({ length: 4 }, () =>
    s
      .performer()
      .perform(attempt)
      .catch((error: WorkFailed) => error),
  );
  const results = await Promise.all(beginning);
  t.is(s.count('counter'), 1);
  t.true(results.some(result => !(result instanceof WorkFailed)));
  for (const result of results)
    if (result instanceof WorkFailed) t.like(result.failure, { code: 'not_begun', retryable: false });
});

test.serial('a runner killed while its program runs takes it along as soon as somebody looks', async t => {
  const s = stage(t);
  const program = s.program('long', 'printf x >> counter; (setsid sleep 300 &); sleep 300');
  const { attempt } = s.attempt(s.job({ program, workingDirectory: s.folder }));
  const performing = s.performer().perform(attempt);
  await until(() => s.count('counter') === 1);
  const { pid } = JSON.parse(readFileSync(join(s.directory, 'JOB.1.marker.json'), 'utf8')) as { pid: number };
  signal(pid, 'SIGKILL');
  const error = await t.throwsAsync(performing, { instanceOf: WorkFailed });
  t.like(error!.failure, { code: 'outcome_unknown', retryable: false });
  t.deepEqual(s.livingOf('JOB.1'), []);
});

test.serial('a stopping program leaves its task alone, to be found again', async t => {
  const s = stage(t);
  const program = s.program('count', `printf x >> counter; while [ ! -e go ]; do sleep 0.05; done; echo counted`);
  const first = s.attempt(s.job({ program, workingDirectory: s.folder }));
  const performing = s.performer().perform(first.attempt);
  await until(() => s.count('counter') === 1);
  first.stop('stopping');
  t.is(await performing.catch(reason => reason), 'stopping');
  const { attempt } = s.attempt(first.attempt.spec);
  const left = await s.performer().lookUp(attempt);
  t.is(left.state, 'running');
  writeFileSync(join(s.folder, 'go'), '');
  if (left.state === 'running') t.is((await left.attach(attempt)).output, 'counted\n');
});

function startWorker(folder: string, said: object) {
  const order = join(folder, 'worker.json');
  writeFileSync(order, JSON.stringify(said));
  return spawn(process.execPath, [join(import.meta.dirname, 'worker.ts'), order], { stdio: 'ignore' });
}
