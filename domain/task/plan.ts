import { canonical } from '../fold.ts';
import { sha256 } from '../ids.ts';
import type { JobLimits, JobSpec } from '../job/work.ts';
import type { JsonObject, Role } from '../message.ts';
import { Refusal } from '../refusal.ts';
import { formatDuration } from '../units.ts';
import { shownArgument } from './hazards.ts';
import { checkedValue } from './parameter.ts';
import { requirePolicy, type TaskPolicy } from './policy.ts';
import type { TaskSpec } from './spec.ts';
import { filled } from './template.ts';

/** What the worker of a task gets, as `work` of its job. */
export interface TaskWork extends JsonObject {
  task: string;
  program: string;
  argv: string[];
  /** As they were given: the worker makes the plan again from its own configuration and compares. */
  values: Record<string, string>;
}

/** Who asks, and the bounds of jobs of class `task`; the task's own timeout goes before theirs. */
export interface TaskAsked {
  /** None where the right to ask was checked before: at the worker. */
  role?: Role;
  limits: JobLimits;
}

/** A label and a value of the plan are at most so long. */
const lineMax = 900;
const argumentMax = 400;

/**
 * The job that runs a task with these values: what is shown is exactly what runs.
 * @throws {Refusal} `invalid_request` naming the parameter and what is allowed; `policy_blocked`.
 */
export function planTask(
  task: TaskSpec,
  values: Record<string, string>,
  policy: TaskPolicy,
  asked: TaskAsked,
): JobSpec {
  const argv = argumentsOf(task, values);
  requirePolicy(task, { program: task.program, argv, workingDirectory: task.workingDirectory }, policy, asked.role);
  const work: TaskWork = { task: task.id, program: task.program, argv, values: { ...values } };
  const plan = planLines(task, argv);
  const title = `${task.title}: ${[task.program, ...argv].map(shownArgument).join(' ')}`;
  return {
    class: 'task',
    name: task.id,
    route: task.route,
    risk: task.risk,
    title: title.length > 200 ? `${title.slice(0, 199)}…` : title,
    work,
    plan,
    planHash: sha256(canonical({ class: 'task', name: task.id, work, plan })),
    gates: task.gates.map(gate => ({ ...gate, fourEyes: gate.fourEyes || task.risk === 'high' })),
    idempotent: task.idempotent,
    rollback: task.rollback,
    limits: limitsOf(task, asked.limits),
  };
}

/** @throws {Refusal} `invalid_request` for a value that is missing, unknown or not allowed. */
function argumentsOf(task: TaskSpec, values: Record<string, string>): string[] {
  const unknown = Object.keys(values).find(name => !task.parameters.some(one => one.name === name));
  if (unknown !== undefined) throw invalid(task, `${task.id} has no parameter ${unknown.slice(0, 40)}.`);
  const checked = new Map<string, string>();
  for (const one of task.parameters) {
    const given = Object.hasOwn(values, one.name) ? values[one.name]! : one.fallback;
    if (given === undefined && !one.optional && one.type !== 'flag')
      throw invalid(task, `${one.name} is missing: ${one.says}`);
    const value = given === undefined ? undefined : checkedValue(one, given);
    if (value !== undefined) checked.set(one.name, value);
  }
  return task.arguments.flatMap(template => {
    const argument = filled(template, checked);
    return argument === undefined ? [] : [bounded(task, template, argument)];
  });
}

/** A value in front never turns an argument into an option. */
function bounded(task: TaskSpec, template: string, argument: string): string {
  const isFlag = task.parameters.some(({ name, type }) => type === 'flag' && template === `{${name}}`);
  if (argument.startsWith('-') && !template.startsWith('-') && !isFlag)
    throw invalid(task, `“${argument.slice(0, 40)}” would be taken for an option.`);
  if (argument.length > argumentMax || shownArgument(argument).length > lineMax)
    throw invalid(task, `An argument has at most ${argumentMax} characters.`);
  return argument;
}

function planLines(task: TaskSpec, argv: readonly string[]): JobSpec['plan'] {
  return [
    ['Program', shownArgument(task.program)],
    ...inLines(argv.map(shownArgument)).map((line): [string, string] => ['Arguments', line]),
    ['Runs in', shownArgument(task.workingDirectory)],
    ['Environment', ['PATH', 'LANG', ...task.environment].join(' ')],
    ['Stopped after', formatDuration(task.timeoutMs)],
    ['Good exit codes', task.goodExitCodes.join(' ')],
    ['Output kept', `the last ${task.outputBytes} bytes`],
  ];
}

/** Arguments with spaces between, as many to a line as it holds. */
function inLines(shown: readonly string[]): string[] {
  const lines: string[] = [];
  for (const argument of shown) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + argument.length <= lineMax)
      lines[lines.length - 1] = `${last} ${argument}`;
    else lines.push(argument);
  }
  return lines;
}

/** A program is given 10 s to end by itself, and its runner some more to say so. */
const cancelGraceMs = 15_000;

/** The deadline leaves room for every attempt and the waits between. What must not run twice is never retried, see `idempotent`. */
function limitsOf({ timeoutMs }: TaskSpec, limits: JobLimits): JobLimits {
  const needed = limits.attemptsMax * (timeoutMs + limits.leaseMs + limits.retryMaxMs);
  return {
    ...limits,
    timeoutMs,
    deadlineMs: Math.min(Math.max(limits.deadlineMs, needed), 30 * 86_400_000),
    cancelGraceMs: Math.max(limits.cancelGraceMs, cancelGraceMs),
  };
}

function invalid(task: TaskSpec, message: string): Refusal {
  return new Refusal('invalid_request', message, { hint: `Usage: ${taskUsage(task)}` });
}

/** `/run disk_usage <path> depth=…`: the line that asks for a task. */
export function taskUsage({ id, parameters }: Pick<TaskSpec, 'id' | 'parameters'>): string {
  const words = parameters.map(({ name, type, optional, fallback }) => {
    if (type === 'flag') return `[--${name}]`;
    return optional || fallback !== undefined ? `[${name}=…]` : `<${name}>`;
  });
  return ['/run', id, ...words].join(' ');
}
