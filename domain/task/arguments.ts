import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';
import { formatDuration } from '../units.ts';
import { allowedFor, checkedValue, type Parameter } from './parameter.ts';
import { taskUsage } from './plan.ts';
import type { TaskSpec } from './spec.ts';

/** From what a person typed or pressed to the values of a task. */

export type TaskValues = Record<string, string>;

const textMax = 4096;
/** A word, or a part of one, between double quotes may hold spaces; a backslash there keeps `"` and `\`. */
const word = /(?:[^\s"]|"(?:[^"\\]|\\.)*")+/gsu;

/**
 * What follows the task's name: `/var depth=2 --apparent`. Words without a name fill the parameters in order. Total:
 * every text gives values, not yet checked, or a refusal.
 * @throws {Refusal} `invalid_request` or `payload_too_large`, with the usage.
 */
export function readArguments(task: TaskSpec, text: string): TaskValues {
  if (text.length > textMax) throw new Refusal('payload_too_large', `A request has at most ${textMax} characters.`);
  if (text.replace(word, '').includes('"')) throw invalid(task, 'A double quote has no partner.');
  const values = new Map<string, string>();
  const loose: string[] = [];
  for (const [raw] of text.matchAll(word)) {
    const named = namedIn(task, raw);
    if (named === undefined) loose.push(unquoted(raw));
    else if (values.has(named.name)) throw invalid(task, `${named.name} is said twice.`);
    else values.set(named.name, named.value);
  }
  const open = task.parameters.filter(({ name, type }) => type !== 'flag' && !values.has(name));
  if (loose.length > open.length) throw invalid(task, `“${loose[open.length]!.slice(0, 40)}” is one word too many.`);
  for (const [index, value] of loose.entries()) values.set(open[index]!.name, value);
  return Object.fromEntries(values);
}

/** One question of a dialogue. */
export interface MissingParameter {
  name: string;
  question: string;
  /** What is allowed, in words. */
  allowed: string;
  /** Values for buttons; none where it has to be typed. */
  choices: { label: string; value: string }[];
}

/** The parameters that must be said and are not, in the order they are asked for. */
export function missingParameters(task: TaskSpec, values: TaskValues): MissingParameter[] {
  return task.parameters
    .filter(
      one => !one.optional && one.fallback === undefined && one.type !== 'flag' && !Object.hasOwn(values, one.name),
    )
    .map(one => ({ name: one.name, question: one.says, allowed: allowedFor(one), choices: choicesOf(one) }));
}

/**
 * One answer of a dialogue, checked as the plan will.
 * @throws {Refusal} `invalid_request`, saying what is allowed.
 */
export function requireAnswer(task: TaskSpec, name: string, value: string): void {
  const one = task.parameters.find(known => known.name === name);
  if (one === undefined) throw invalid(task, `${task.id} has no parameter ${name}.`);
  checkedValue(one, value);
}

const buttonsMax = 24;
const usualDurations = [60, 300, 900, 3600, 21_600, 86_400, 604_800];

function choicesOf(one: Parameter): MissingParameter['choices'] {
  const same = (value: string) => ({ label: value, value });
  if (one.type === 'path') return one.roots!.map(same);
  if (one.type === 'duration')
    return usualDurations
      .filter(seconds => seconds >= one.min! && seconds <= one.max!)
      .map(seconds => ({ label: formatDuration(seconds * 1000), value: `${seconds}s` }));
  if (one.type === 'int' && one.max! - one.min! < 10)
    return Array.from({ length: one.max! - one.min! + 1 }, (_, index) => same(String(one.min! + index)));
  return (one.choices ?? []).slice(0, buttonsMax).map(same);
}

function namedIn(task: TaskSpec, raw: string): { name: string; value: string } | undefined {
  const [, flag] = /^--([a-z][a-z0-9_]*)$/.exec(raw) ?? [];
  if (flag !== undefined) return { name: parameterNamed(task, flag, 'flag').name, value: 'yes' };
  const [, name, rest] = /^([a-z][a-z0-9_]*)=(.*)$/su.exec(raw) ?? [];
  if (name === undefined || rest === undefined) return undefined;
  return { name: parameterNamed(task, name).name, value: unquoted(rest) };
}

function parameterNamed(task: TaskSpec, name: string, type?: Parameter['type']): Parameter {
  const known = task.parameters.filter(one => type === undefined || one.type === type);
  const found = known.find(one => one.name === name);
  if (found !== undefined) return found;
  const near = nearest(
    name,
    known.map(one => one.name),
  )[0];
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw invalid(task, `${task.id} has no ${type ?? 'parameter'} ${name.slice(0, 40)}.${meant}`);
}

function unquoted(raw: string): string {
  return raw.replace(/"((?:[^"\\]|\\.)*)"/gsu, (_, inner: string) => inner.replace(/\\(["\\])/g, '$1'));
}

function invalid(task: TaskSpec, message: string): Refusal {
  return new Refusal('invalid_request', message, { hint: `Usage: ${taskUsage(task)}` });
}
