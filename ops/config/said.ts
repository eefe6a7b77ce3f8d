import { isMap, isScalar, isSeq, LineCounter, type Node, parse, parseDocument } from 'yaml';
import { nearest } from '../../domain/nearest.ts';
import { type ConfigKey, configKeys, pathText } from './keys.ts';
import type { Mistake } from './mistakes.ts';

/** What was said about the configuration, and where; not yet checked. */
export interface Said {
  tree: unknown;
  /** By path: `binnacle.yaml line 3`, or the name of the environment variable. */
  places: Map<string, string>;
  /** What could not even be read. */
  mistakes: Mistake[];
}

/** Variables that start with `BINNACLE_` and are no keys. */
const otherVariables = ['BINNACLE_CONFIG'];
const prefix = 'BINNACLE_';
/** More is no configuration. */
const bytesMax = 256 * 1024;

/** A YAML text; an empty one says nothing. `name` is how messages call it. */
export function saidInFile(text: string, name: string): Said {
  if (Buffer.byteLength(text) > bytesMax)
    return unreadable(name, `${Buffer.byteLength(text)} bytes`, 'at most 256 KiB');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number) => `${name} line ${lines.linePos(offset).line}`;
  const mistakes = document.errors.map(({ message, pos }) => notYaml(lineAt(pos[0]), message));
  if (mistakes.length > 0) return { tree: {}, places: new Map(), mistakes };
  const places = new Map<string, string>();
  notePlaces(document.contents, [], places, lineAt);
  try {
    return { tree: document.toJS({ maxAliasCount: 50 }) ?? {}, places, mistakes };
  } catch (cause) {
    return { tree: {}, places, mistakes: [notYaml(name, String(cause))] }; // Aliases that lead nowhere, or explode.
  }
}

/** Adds what the environment says (`BINNACLE_TELEGRAM__LONG_POLL_SECONDS=20`); it wins over what was said before. */
export function addEnvironment(said: Said, env: NodeJS.ProcessEnv): void {
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(prefix) || otherVariables.includes(variable) || value === undefined || value === '')
      continue;
    const key = configKeys().find(({ path }) => variableOf(path).replaceAll('_', '') === variable.replaceAll('_', ''));
    if (key === undefined || variable.split('__').length !== key.path.split('.').length)
      said.mistakes.push(unknownVariable(variable));
    else if (put(said.tree, key.path.split('.'), valueIn(value, key))) said.places.set(key.path, variable);
  }
}

/** `telegram.pace.perChatBurst` is `BINNACLE_TELEGRAM__PACE__PER_CHAT_BURST`. */
export function variableOf(path: string): string {
  const words = path.split('.').map(part => part.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase());
  return prefix + words.join('__');
}

/** Text as it is; lists also after commas; the rest as YAML. */
function valueIn(value: string, { type }: ConfigKey): unknown {
  if (type === 'text') return value;
  if (type === 'list' && !/^[\s[]*[[{-]/.test(value)) return value.split(',').map(item => item.trim());
  try {
    return parse(value);
  } catch {
    return value; // The schema will say what is wrong with it.
  }
}

/** Whether there was a place for it: something around it may be no map, which the schema tells. */
function put(tree: unknown, path: string[], value: unknown): boolean {
  const [first = '', ...rest] = path;
  if (tree === null || typeof tree !== 'object') return false;
  const map = tree as Record<string, unknown>;
  if (rest.length > 0) {
    map[first] ??= {};
    return put(map[first], rest, value);
  }
  map[first] = value;
  return true;
}

function unknownVariable(variable: string): Mistake {
  const names = configKeys()
    .filter(({ path, type }) => type !== 'section' && !path.includes('['))
    .map(({ path }) => variableOf(path));
  const meant = nearest(variable, names, 4)[0];
  return {
    path: variable,
    where: 'the environment',
    found: 'a variable that there is not',
    allowed: `${prefix}<SECTION>__<KEY>`,
    hint: meant === undefined ? 'See ops/docs/configuration.md for all names.' : `Did you mean ${meant}?`,
  };
}

function notePlaces(
  node: Node | null | undefined,
  path: (string | number)[],
  places: Map<string, string>,
  lineAt: (offset: number) => string,
): void {
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) notePlaces(item as Node, [...path, index], places, lineAt);
  else if (isMap(node))
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const here = [...path, String(key.value)];
      places.set(pathText(here), lineAt(key.range?.[0] ?? 0));
      notePlaces(value as Node, here, places, lineAt);
    }
}

function notYaml(where: string, message: string): Mistake {
  return { path: '', where, found: 'no YAML', allowed: 'keys, a colon and values', hint: message.split('\n')[0] ?? '' };
}

function unreadable(where: string, found: string, allowed: string): Said {
  const hint = 'Name the right file in BINNACLE_CONFIG.';
  return { tree: {}, places: new Map(), mistakes: [{ path: '', where, found, allowed, hint }] };
}
