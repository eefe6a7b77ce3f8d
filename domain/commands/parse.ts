import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';
import { commandNamed, registry } from './registry.ts';
import { type ArgumentSpec, type CommandSpec, usageOf } from './spec.ts';

/**
 * From a line of text to a command. Total: every text in any script and length gives one of these, or a
 * `Refusal` with the usage.
 */
export type Parsed =
  /** Not a command at all. */
  | { kind: 'text' }
  /** Meant for another bot (`/help@otherbot`). */
  | { kind: 'foreign' }
  | { kind: 'command'; spec: CommandSpec; args: Record<string, unknown>; missing: ArgumentSpec[] };

/** Telegram's own limit on a message. */
const textMax = 4096;

/** @throws {Refusal} `unknown_command`, `invalid_request` or `payload_too_large`, saying what to send instead. */
export function parseCommand(text: string, botName: string): Parsed {
  const head = /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+|$)/.exec(text);
  if (head === null) return text.startsWith('/') ? notACommand(text) : { kind: 'text' };
  const [matched, name = '', suffix] = head;
  if (suffix !== undefined && suffix.toLowerCase() !== botName.toLowerCase()) return { kind: 'foreign' };
  if (text.length > textMax) throw new Refusal('payload_too_large', `A command has at most ${textMax} characters.`);
  const spec = commandNamed(name);
  if (spec === undefined) throw unknownCommand(name);
  return { kind: 'command', spec, ...readArguments(spec, text.slice(matched.length).trim()) };
}

/** Whether a text that is no known command was still meant for this bot and not for the room. */
export function addresses(text: string, botName: string): boolean {
  return text.toLowerCase().includes(`@${botName.toLowerCase()}`);
}

function notACommand(text: string): never {
  throw new Refusal('unknown_command', `“${text.slice(0, 40)}” is not a command.`);
}

function unknownCommand(name: string): Refusal {
  const near = nearest(
    name,
    registry.map(spec => spec.name),
  );
  const hint = near.length > 0 ? `Did you mean ${near.map(known => `/${known}`).join(' or ')}?` : undefined;
  return new Refusal('unknown_command', `There is no command /${name}.`, hint === undefined ? {} : { hint });
}

function readArguments(spec: CommandSpec, line: string): { args: Record<string, unknown>; missing: ArgumentSpec[] } {
  const words = line === '' ? [] : line.split(/\s+/u);
  const args: Record<string, unknown> = {};
  for (const argument of inReadingOrder(spec.arguments)) {
    const value = takeArgument(spec, argument, words);
    if (value !== undefined) args[argument.name] = value;
  }
  if (words.length > 0) throw invalid(spec, `“${words[0]!.slice(0, 40)}” is one word too many.`);
  return { args, missing: spec.arguments.filter(({ name, required }) => required && args[name] === undefined) };
}

/** What tells itself apart by its form comes first, so that it may stand anywhere. */
function inReadingOrder(all: ArgumentSpec[]): ArgumentSpec[] {
  const anywhere = ({ kind }: ArgumentSpec) => kind === 'option' || kind === 'host';
  return [...all.filter(anywhere), ...all.filter(argument => !anywhere(argument))];
}

/** Takes the argument's words out of `words`; undefined when it is not there. */
function takeArgument(spec: CommandSpec, argument: ArgumentSpec, words: string[]): unknown {
  switch (argument.kind) {
    case 'host':
      return takeWhere(words, word => word.startsWith('@'))?.slice(1);
    case 'option':
      return takeOption(spec, argument, words);
    case 'count':
      return takeCount(spec, argument, words);
    case 'word':
      return isWord(argument, words[0]) ? checked(spec, argument, words.shift()!) : undefined;
    case 'rest':
      return words.length === 0 ? undefined : checked(spec, argument, words.splice(0).join(' '));
  }
}

function isWord({ onlyIfItFits, pattern }: ArgumentSpec & { kind: 'word' }, word: string | undefined): boolean {
  if (word === undefined || word.startsWith('--')) return false;
  return onlyIfItFits !== true || pattern === undefined || pattern.test(word);
}

function takeWhere(words: string[], wanted: (word: string) => boolean): string | undefined {
  const index = words.findIndex(wanted);
  return index < 0 ? undefined : words.splice(index, 1)[0];
}

function takeOption(spec: CommandSpec, argument: ArgumentSpec, words: string[]): string | undefined {
  const index = words.indexOf(`--${argument.name}`);
  if (index < 0) return undefined;
  const [, value] = words.splice(index, 2);
  if (value === undefined) throw invalid(spec, `--${argument.name} needs a value.`);
  return checked(spec, argument, value);
}

function takeCount(
  spec: CommandSpec,
  { name, min, max }: ArgumentSpec & { kind: 'count' },
  words: string[],
): number | undefined {
  if (!/^-?\d+$/.test(words[0] ?? '')) return undefined;
  const value = Number(words.shift());
  if (value < min || value > max) throw invalid(spec, `${name} is ${min} to ${max}.`);
  return value;
}

/** One value as a dialogue got it, checked as if it had been typed. */
export function checked(spec: CommandSpec, argument: ArgumentSpec, value: string): string {
  const lengthMax = 'lengthMax' in argument ? argument.lengthMax : 100;
  if (value.length > lengthMax) throw invalid(spec, `${argument.name} has at most ${lengthMax} characters.`);
  if ('pattern' in argument && argument.pattern !== undefined && !argument.pattern.test(value))
    throw invalid(spec, `“${value.slice(0, 40)}” is not ${argument.summary}.`);
  return value;
}

function invalid(spec: CommandSpec, message: string): Refusal {
  return new Refusal('invalid_request', message, { hint: `Usage: ${usageOf(spec)}` });
}
