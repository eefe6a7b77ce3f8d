import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Attempt, type Performer, WorkFailed } from '../../actors/work/ports.ts';
import type { Result } from '../../domain/job/work.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';
import { admit, type OwnRules } from './admit.ts';
import { readWhole, textOf } from './durable-files.ts';
import { afterRunner, lookUpRun } from './look-up.ts';
import { marker, outcome } from './outcome.ts';
import { placesOf, runName } from './places.ts';
import { identityOf } from './processes.ts';
import { keepWithin, type Retention } from './retention.ts';
import type { RunOrder } from './run-order.ts';
import { resultLeft, resultOrFailure } from './told-outcome.ts';
import { watchRun } from './watch-run.ts';

export interface TaskPerformerOptions extends OwnRules {
  /** Where runs leave what: on a disk that survives, and of this place alone. */
  directory: string;
  /** Secrets that no output may hold, as they are known now. */
  secrets: () => readonly string[];
  /** Variables of this program, by name, that a task may be handed; those that are not set are left out. */
  environment: (names: readonly string[]) => Record<string, string>;
  retention?: Retention;
  /** From the polite signal to the one that nothing survives. */
  stopGraceMs?: number;
  pollMs?: number;
  /** Runs are held together by control groups where this user may make them. Default: yes. */
  controlGroups?: boolean;
  /** The module that is the runner. */
  runner?: string;
}

const basicEnvironment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LANG: 'C.UTF-8' };
/** Past the grace a runner still syncs what it leaves. */
const syncMs = 10_000;

/**
 * Does work of class `task`: each attempt by a small process of its own that outlives this one, runs the program
 * once, and leaves the outcome in a file. An attempt begins once: the same job and fence never begin again.
 */
export function taskPerformer(options: TaskPerformerOptions): Required<Performer> {
  const { directory, pollMs = 250, stopGraceMs = 10_000, retention = { runsMax: 1000, outputsMax: 100 } } = options;
  const stopWithinMs = stopGraceMs + syncMs;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    async perform(attempt) {
      const { spec, jobId, fence } = attempt;
      const { task, work } = admit(spec, options);
      const name = runName(jobId, fence);
      keepWithin(directory, retention);
      const order: RunOrder = {
        ...{ name, directory, task: task.id, program: work.program, argv: work.argv, stopGraceMs },
        ...boundsOf(task),
        controlGroups: options.controlGroups ?? true,
        environment: { ...basicEnvironment, ...options.environment(task.environment) },
        secrets: [...options.secrets()],
      };
      return begin(order, attempt);
    },
    lookUp: ({ jobId, fence, spec }) => lookUpRun(runName(jobId, fence), spec, { directory, pollMs, stopWithinMs }),
  };

  async function begin(order: RunOrder, attempt: Attempt): Promise<Result> {
    attempt.signal.throwIfAborted();
    // The runner looks again, and decides; this saves a process that would do nothing.
    if (textOf(placesOf(directory, order.name).marker) !== undefined) return leftBy(order.name, undefined, attempt);
    const runner = spawn(process.execPath, ['--max-old-space-size=64', options.runner ?? ownRunner], {
      cwd: '/',
      env: basicEnvironment,
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    const ended = once(runner, 'exit');
    // It may go away in the middle of its order; how it ended says so.
    runner.stdin!.on('error', () => {});
    await once(runner, 'spawn');
    runner.unref();
    const identity = identityOf(runner.pid!);
    runner.stdin!.end(`${JSON.stringify(order)}\n`);
    const watched = { directory, name: order.name, ended, pollMs, stopWithinMs };
    const found = identity && (await watchRun({ ...watched, runner: identity }, attempt));
    if (found !== undefined) return resultOrFailure(found, attempt.spec);
    return leftBy(order.name, runner.pid!, attempt);
  }

  /** The runner has ended without an outcome in place. */
  async function leftBy(name: string, pid: number | undefined, { spec }: Attempt): Promise<Result> {
    const places = placesOf(directory, name);
    const placed = readWhole(places.result, outcome);
    if (placed !== undefined) return resultOrFailure(placed, spec);
    const mark = readWhole(places.marker, marker);
    if (mark === undefined) throw notBegun(name, 'its runner ended before it began', pid !== undefined);
    if (mark.state === 'forbidden' || mark.pid !== pid) throw notBegun(name, 'it was begun or forbidden before', false);
    return resultLeft(await afterRunner(name, spec, mark, { directory }), spec);
  }
}

const ownRunner = join(import.meta.dirname, 'runner.ts');

function boundsOf({ workingDirectory, goodExitCodes, timeoutMs, outputBytes }: TaskSpec) {
  return { workingDirectory, goodExitCodes: [...goodExitCodes], timeoutMs, outputBytes };
}

function notBegun(name: string, why: string, retryable: boolean): WorkFailed {
  return new WorkFailed({ code: 'not_begun', class: 'internal', message: `${name} did not begin: ${why}.`, retryable });
}
