import type { ArgumentSpec, CommandSpec } from '../commands/spec.ts';
import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';
import { type MissingParameter, missingParameters, readArguments, requireAnswer } from '../task/arguments.ts';
import type { TaskSpec } from '../task/spec.ts';

/** The parameters of a task as arguments of /run: what the configuration adds to the registry. */

type Tasks = readonly TaskSpec[];
type Args = Record<string, unknown>;

/** In `args`, the answer to the question for a parameter stands under this and the parameter's name. */
const prefix = 'with.';

/** @throws {Refusal} `not_found`, with what was probably meant. */
export function taskNamed(tasks: Tasks, id: string): TaskSpec {
  const task = tasks.find(known => known.id === id);
  if (task !== undefined) return task;
  const ids = tasks.map(known => known.id);
  const near = nearest(id, ids);
  const names = (near.length > 0 ? near : ids).slice(0, 12).join(', ');
  const hint = ids.length === 0 ? 'Tasks are set in the configuration, under `tasks`.' : `There is ${names}.`;
  throw new Refusal('not_found', `There is no task ${id}.`, { hint });
}

/** All that was said of a task's parameters, typed and answered. @throws {Refusal} `invalid_request`. */
export function taskValues(task: TaskSpec, args: Args): Record<string, string> {
  const answered = Object.entries(args).filter(([name]) => name.startsWith(prefix));
  return {
    ...readArguments(task, typeof args.values === 'string' ? args.values : ''),
    ...Object.fromEntries(answered.map(([name, value]) => [name.slice(prefix.length), String(value)])),
  };
}

/** What /run still has to ask for. @throws {Refusal} `not_found`, `invalid_request`. */
export function missingOfTask({ name }: CommandSpec, args: Args, tasks: Tasks): ArgumentSpec[] {
  if (name !== 'run') return [];
  const task = taskNamed(tasks, String(args.task));
  return missingParameters(task, taskValues(task, args)).map(argumentFor);
}

/** The argument that a question was for; none when neither the command nor the task has it any more. */
export function askedFor(spec: CommandSpec, asks: string, args: Args, tasks: Tasks): ArgumentSpec | undefined {
  if (!asks.startsWith(prefix)) return spec.arguments.find(({ name }) => name === asks);
  return missingOfTask(spec, args, tasks).find(({ name }) => name === asks);
}

/** @throws {Refusal} `invalid_request`, saying what is allowed. */
export function requireParameter(asks: string, value: string, args: Args, tasks: Tasks): void {
  if (asks.startsWith(prefix)) requireAnswer(taskNamed(tasks, String(args.task)), asks.slice(prefix.length), value);
}

function argumentFor({ name, question, allowed, choices }: MissingParameter): ArgumentSpec {
  return {
    kind: 'rest',
    name: `${prefix}${name}`,
    summary: allowed,
    lengthMax: 200,
    required: true,
    question: choices.length > 0 ? question : `${question} (${allowed})`,
    choices: choices.map(({ label, value }) => ({ label: label.slice(0, 40), value })),
  };
}
