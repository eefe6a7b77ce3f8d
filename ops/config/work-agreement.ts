import type { JobLimits, JobSpec } from '../../domain/job/work.ts';
import { planProbe } from '../../domain/probe/plan.ts';
import { type ProbeKind, probeKinds } from '../../domain/probe/target.ts';
import { Refusal } from '../../domain/refusal.ts';
import { readArguments } from '../../domain/task/arguments.ts';
import { planTask } from '../../domain/task/plan.ts';
import { requireProgram, type TaskPolicy } from '../../domain/task/policy.ts';
import type { TaskSpec } from '../../domain/task/spec.ts';
import type { Rule } from './mistakes.ts';

/** What tasks, the policy and schedules must agree on. */

interface Work {
  tasks: readonly TaskSpec[];
  policy: TaskPolicy;
  schedules: readonly { name: string; run?: string | undefined; check?: string | undefined }[];
}

/** Where the limits come from that a job of a class is asked for with. */
type LimitsOf = (jobClass: 'task' | 'probe') => JobLimits;

export function workRules({ tasks, policy, schedules }: Work, limitsOf: LimitsOf): Rule[] {
  return [
    ...eachOnce(
      'tasks',
      'id',
      tasks.map(({ id }) => id),
    ),
    ...eachOnce(
      'schedules',
      'name',
      schedules.map(({ name }) => name),
    ),
    ...tasks.map(({ program }, index): Rule => {
      const why = refusalOf(() => requireProgram(program, policy));
      return [
        why === undefined,
        `tasks[${index}].program`,
        program,
        'a program that the policy does not block',
        why ?? '',
      ];
    }),
    ...schedules.map(({ run, check }, index): Rule => {
      const why = refusalOf(() => scheduledJob({ run, check }, { tasks, policy }, limitsOf));
      const key = run === undefined ? 'check' : 'run';
      return [
        why === undefined,
        `schedules[${index}].${key}`,
        run ?? check,
        'either run or check, as a person would send it',
        why ?? '',
      ];
    }),
  ];
}

/**
 * The job that a schedule asks for.
 * @throws {Refusal} `invalid_request`, `not_found`, `policy_blocked`.
 */
export function scheduledJob(
  { run, check }: Pick<Work['schedules'][number], 'run' | 'check'>,
  { tasks, policy }: Pick<Work, 'tasks' | 'policy'>,
  limitsOf: LimitsOf,
): JobSpec {
  if ((run === undefined) === (check === undefined))
    throw new Refusal('invalid_request', 'It says both run and check, or neither.', { hint: 'Say one of them.' });
  const [, first = '', rest = ''] = /^\s*(\S+)\s*(.*)$/su.exec(run ?? check ?? '') ?? [];
  if (check !== undefined) {
    if (!probeKinds.includes(first as ProbeKind))
      throw new Refusal('invalid_request', `${first} is no kind of probe.`, {
        hint: `Say one of ${probeKinds.join(' ')}.`,
      });
    return planProbe(first as ProbeKind, rest, limitsOf('probe'));
  }
  const task = tasks.find(({ id }) => id === first);
  if (task === undefined) throw new Refusal('not_found', `There is no task ${first}.`, { hint: 'Name one of tasks.' });
  return planTask(task, readArguments(task, rest), policy, { role: 'system', limits: limitsOf('task') });
}

function eachOnce(path: string, field: string, names: readonly string[]): Rule[] {
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(twice)].map(name => [
    false,
    path,
    `${field} ${name} twice`,
    `each ${field} once`,
    'Keep one of the entries.',
  ]);
}

function refusalOf(attempt: () => unknown): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return `${error.message} ${error.hint}`;
    throw error;
  }
}
