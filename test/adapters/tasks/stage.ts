import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Attempt } from '../../../actors/work/ports.ts';
import { placesOf } from '../../../adapters/tasks/places.ts';
import { membersOf } from '../../../adapters/tasks/processes.ts';
import type { RunPoint } from '../../../adapters/tasks/run-order.ts';
import { type TaskPerformerOptions, taskPerformer } from '../../../adapters/tasks/task-performer.ts';
import type { JobSpec } from '../../../domain/job/work.ts';
import { planTask } from '../../../domain/task/plan.ts';
import { taskPolicy } from '../../../domain/task/policy.ts';
import { taskSpec } from '../../../domain/task/spec.ts';
import { limits } from '../../domain/task/tasks.ts';

const root = join(import.meta.dirname, '../../..');
export const policy = taskPolicy.parse({ deniedPaths: ['/etc/shadow'] });

type Told = Parameters<Attempt['tell']>[0];
interface Context {
  teardown(undo: () => void): void;
}

/** A directory of its own with programs, a performer on it, and attempts; gone after the test. */
export function stage(t: Context, said: Partial<TaskPerformerOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-tasks-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const directory = join(folder, 'runs');
  const tasks: ReturnType<typeof taskSpec.parse>[] = [];
  const options = (more: Partial<TaskPerformerOptions> = {}): TaskPerformerOptions => ({
    ...{
      tasks,
      policy,
      directory,
      secrets: () => [],
      environment: () => ({}),
      pollMs: 20,
      stopGraceMs: 300,
    },
    ...said,
    ...more,
  });
  const performer = (more: Partial<TaskPerformerOptions> = {}) => taskPerformer(options(more));

  return {
    folder,
    directory,
    tasks,
    options,
    performer,
    /** A program that is a script. */
    program(name: string, script: string): string {
      const path = join(folder, name);
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
      return path;
    },
    /** The job of a task that this worker knows. */
    job(task: object, values: Record<string, string> = {}): JobSpec {
      const spec = taskSpec.parse({ id: 'task', title: 'A task', rollback: 'None.', ...task });
      tasks.splice(0, tasks.length, spec);
      return planTask(spec, values, policy, { limits });
    },
    attempt(spec: JobSpec, { jobId = 'JOB', fence = 1 } = {}) {
      const stop = new AbortController();
      const told: Told[] = [];
      const attempt: Attempt = {
        ...{ jobId, fence, attempt: 1, spec, correlationId: 'test-1', signal: stop.signal },
        tell: progress => void told.push(progress),
        record: async () => {},
      };
      return { attempt, told, stop: (reason: string) => stop.abort(reason) };
    },
    /** A runner that kills itself at a point. */
    runnerKilledAt(point: RunPoint): string {
      const path = join(folder, `killed-at-${point}.mjs`);
      writeFileSync(
        path,
        `import { runFromStandardInput } from ${JSON.stringify(join(root, 'adapters/tasks/read-order.ts'))};
await runFromStandardInput(point => { if (point === '${point}') process.kill(process.pid, 'SIGKILL'); });\n`,
      );
      return path;
    },
    /** What lives of a run. */
    livingOf: (name: string) => membersOf(placesOf(directory, name).badge, undefined),
    /** How often something was done: the bytes of a file. */
    count: (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)).length : 0),
    text: (name: string) => readFileSync(join(folder, name), 'utf8'),
  };
}

/** Resolves once it holds; rejects after 20 s. */
export async function until(holds: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`it never held: ${holds}`);
    await pause(20);
  }
}
