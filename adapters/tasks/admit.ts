import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { WorkFailed } from '../../actors/work/ports.ts';
import { type Failure, type JobSpec, jobSpec } from '../../domain/job/work.ts';
import { Refusal } from '../../domain/refusal.ts';
import { isUnder } from '../../domain/task/paths.ts';
import { planTask, type TaskWork } from '../../domain/task/plan.ts';
import { requirePolicy, requireProgram, type TaskPolicy } from '../../domain/task/policy.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';

/** What this worker runs, by its own configuration: what was asked for elsewhere does not count here. */
export interface OwnRules {
  tasks: readonly TaskSpec[];
  policy: TaskPolicy;
}

/**
 * The task to run, once this worker has made the same plan from its own configuration, and has looked where links
 * lead: the program, and every path that is among its parameters.
 * @throws {WorkFailed} `policy_blocked`, `plan_differs`, `program_missing`; none of them is worth another try.
 */
export function admit(spec: JobSpec, rules: OwnRules): { task: TaskSpec; work: TaskWork } {
  const task = rules.tasks.find(({ id }) => id === spec.name);
  if (task === undefined) throw no('policy_blocked', `This worker knows no task ${spec.name}.`);
  const planned = ownPlan(task, spec, rules);
  if (planned.planHash !== spec.planHash || planned.idempotent !== spec.idempotent)
    throw no('plan_differs', `This worker's configuration of ${task.id} is not the one that was decided on.`);
  const work = planned.work as TaskWork;
  requireLinks(task, work, rules.policy);
  return { task, work };
}

function ownPlan(task: TaskSpec, spec: JobSpec, { policy }: OwnRules): JobSpec {
  const values = jobSpec.shape.work.parse(spec.work).values as TaskWork['values'];
  return refusedAs(() => planTask(task, values ?? {}, policy, { limits: spec.limits }));
}

function requireLinks(task: TaskSpec, work: TaskWork, policy: TaskPolicy): void {
  const program = real(work.program);
  if (program === undefined)
    throw no('program_missing', `${work.program} is not there, or may not be run by this user.`);
  // Whoever may write it decides what runs: that must not be everybody.
  if ((statSync(program).mode & 0o002) !== 0) throw no('policy_blocked', `Everybody may write ${program}.`);
  refusedAs(() => requireProgram(program, policy));
  for (const one of task.parameters.filter(({ type }) => type === 'path')) {
    const given = work.values[one.name] ?? one.fallback;
    const path = given === undefined ? undefined : realOrSelf(given);
    if (path === undefined) continue;
    if (!one.roots!.some(root => isUnder(path, realOrSelf(root))))
      throw no('policy_blocked', `${given} leads to ${path}, outside ${one.roots!.join(', ')}.`);
    refusedAs(() => requirePolicy(task, { program, argv: [path], workingDirectory: '/' }, policy));
  }
}

function real(program: string): string | undefined {
  try {
    accessSync(program, constants.X_OK);
    return realpathSync(program);
  } catch {
    return undefined; // Not there, or not for this user: the same to whoever asked.
  }
}

/** What is not there yet leads nowhere. */
function realOrSelf(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    if (['ENOENT', 'ENOTDIR'].includes((cause as NodeJS.ErrnoException).code ?? '')) return path;
    throw no('policy_blocked', `${path} cannot be looked at (${(cause as NodeJS.ErrnoException).code}).`);
  }
}

function refusedAs<Value>(check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    if (error instanceof Refusal) throw no('policy_blocked', error.message);
    throw error;
  }
}

function no(code: string, message: string): WorkFailed {
  const failure: Failure = { code, class: 'auth', message: message.slice(0, 600), retryable: false };
  return new WorkFailed(failure);
}
