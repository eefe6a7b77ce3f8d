import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import { parseDuration } from '../units.ts';
import { hazardOf } from './hazards.ts';
import { isUnder, normalPath } from './paths.ts';

/** What a request fills in: typed, bounded, and checked here alone. */

const choice = z.string().min(1).max(100);
/** A pattern that could take longer than its text is long: a repetition of something that repeats, a reference back. */
const slowPattern = /[*+}]\)[*+{?]|\([^)]*[*+|][^)]*\)[*+{]|\\[1-9k]|\(\?[<=!]/;

const fields = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,29}$/)
    .meta({ description: 'what {name} stands for', allowed: 'lower-case letters, digits and _, at most 30' }),
  type: z.enum(['enum', 'int', 'word', 'path', 'unit', 'duration', 'flag']).describe('what may stand there'),
  says: z.string().min(1).max(120).describe('the question it answers'),
  optional: z.boolean().describe('without it the arguments that name it are left out').default(false),
  fallback: z.string().min(1).max(200).optional().describe('what counts when nothing is said'),
  choices: z.array(choice).min(1).max(24).optional().describe('enum, unit: the values there are'),
  min: z.int().min(0).max(1e12).optional().meta({ unit: 's', description: 'int, duration (in s): the least' }),
  max: z.int().min(0).max(1e12).optional().meta({ unit: 's', description: 'int, duration (in s): the most' }),
  pattern: z.string().min(1).max(200).optional().describe('word: a regular expression for the whole of it'),
  roots: z.array(z.string().regex(/^\//)).min(1).max(20).optional().describe('path: the folders it lies in'),
  argument: z.string().min(1).max(100).optional().describe('flag: the argument that stands for yes'),
});

export const parameter = fields.superRefine((one, { addIssue }) => {
  const wrong = (key: keyof Parameter, message: string) =>
    addIssue({ code: 'custom', path: [key], message, input: one[key] });
  const needs: Partial<Record<Parameter['type'], (keyof Parameter)[]>> = {
    enum: ['choices'],
    int: ['min', 'max'],
    word: ['pattern'],
    path: ['roots'],
    duration: ['min', 'max'],
    flag: ['argument'],
  };
  for (const key of needs[one.type] ?? [])
    if (one[key] === undefined) wrong(key, `a parameter of type ${one.type} needs it`);
  if (one.min !== undefined && one.max !== undefined && one.min > one.max) wrong('min', 'at most max');
  if (one.pattern !== undefined && !isFastPattern(one.pattern))
    wrong('pattern', 'a regular expression without nested repetitions');
  if (one.type === 'flag' && (one.optional || one.fallback !== undefined))
    wrong('optional', 'a flag is no unless it is said');
  const complete = (needs[one.type] ?? []).every(key => one[key] !== undefined);
  if (one.fallback !== undefined && complete && refusedValue(one, one.fallback))
    wrong('fallback', 'a value that it would take');
});
export type Parameter = z.output<typeof fields>;

const lengthMax = 200;

/**
 * The value as the program gets it: durations as whole seconds, flags as their argument or as nothing, all else
 * letter by letter.
 * @throws {Refusal} `invalid_request`, saying what is allowed.
 */
export function checkedValue(one: Parameter, given: string): string | undefined {
  const hazard = hazardOf(given);
  if (hazard !== undefined) throw refused(one, `${one.name} is refused: ${hazard}.`);
  if (given === '' || given.length > lengthMax) throw refused(one, `${one.name} has 1 to ${lengthMax} characters.`);
  if (given.startsWith('-'))
    throw refused(one, `${one.name} would be taken for an option: it does not begin with “-”.`);
  return byType(one, given);
}

function byType(one: Parameter, given: string): string | undefined {
  switch (one.type) {
    case 'enum':
      return taken(one, given, one.choices!.includes(given));
    case 'int':
      return taken(one, given, /^(?:0|[1-9]\d{0,14})$/.test(given) && isWithin(one, Number(given)));
    case 'word':
      return taken(one, given, given.length <= 100 && new RegExp(`^(?:${one.pattern})$`, 'u').test(given));
    case 'path':
      return pathIn(one, given);
    case 'unit':
      return taken(one, given, unitName.test(given) && (one.choices?.includes(given) ?? true));
    case 'duration':
      return durationOf(one, given);
    case 'flag':
      return flagOf(one, given);
  }
}

const unitName = /^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,120}\.(?:service|socket|timer|mount|path|target|slice|scope)$/;

function pathIn(one: Parameter, given: string): string {
  return taken(one, given, normalPath(given) === given && one.roots!.some(root => isUnder(given, root)));
}

function durationOf(one: Parameter, given: string): string {
  const seconds = (parseDuration(given) ?? Number.NaN) / 1000;
  taken(one, given, Number.isInteger(seconds) && isWithin(one, seconds));
  return String(seconds);
}

function flagOf(one: Parameter, given: string): string | undefined {
  const word = given.toLowerCase();
  taken(one, given, ['yes', 'true', 'no', 'false'].includes(word));
  return word === 'yes' || word === 'true' ? one.argument! : undefined;
}

/** What is allowed, in words. */
export function allowedFor({ type, choices, min, max, pattern, roots }: Parameter): string {
  switch (type) {
    case 'enum':
      return choices!.join(' | ');
    case 'int':
      return `a whole number, ${min} to ${max}`;
    case 'word':
      return `one word that matches ${pattern}`;
    case 'path':
      return `an absolute path under ${roots!.join(' or ')}, without . and ..`;
    case 'unit':
      return choices?.join(' | ') ?? 'the full name of a unit, such as nginx.service';
    case 'duration':
      return `a time such as 90s or 2h, ${min} s to ${max} s`;
    case 'flag':
      return 'yes | no';
  }
}

function taken(one: Parameter, given: string, fits: boolean): string {
  if (fits) return given;
  throw refused(one, `“${given.slice(0, 40)}” is no ${one.name}.`);
}

function refused(one: Parameter, message: string): Refusal {
  return new Refusal('invalid_request', message, { hint: `Allowed: ${allowedFor(one)}.` });
}

function refusedValue(one: Parameter, given: string): boolean {
  try {
    checkedValue(one, given);
    return false;
  } catch (error) {
    if (error instanceof Refusal) return true;
    throw error;
  }
}

function isWithin({ min = -Infinity, max = Infinity }: Parameter, value: number): boolean {
  return value >= min && value <= max;
}

function isFastPattern(pattern: string): boolean {
  if (slowPattern.test(pattern)) return false;
  try {
    new RegExp(`^(?:${pattern})$`, 'u');
    return true;
  } catch {
    return false; // The constructor's way of saying that it is none.
  }
}
