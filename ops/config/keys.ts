import { z } from 'zod';
import { configSchema } from './schema.ts';

/** One key of the configuration, as the schema describes it. */
export interface ConfigKey {
  /** `telegram.pace.perChatBurst`; the fields of a list's entries are `access.users[].id`. */
  path: string;
  type: 'section' | 'text' | 'whole number' | 'yes or no' | 'list' | 'entry';
  unit?: string;
  /** What is allowed, in words: bounds, the list of words, or a form. */
  allowed: string;
  /** What counts when nothing is said. None where it must be said. */
  fallback?: string;
  says: string;
}

/** What `z.toJSONSchema` gives, as far as it is used here. */
interface Node {
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  properties?: Record<string, Node>;
  items?: Node;
  enum?: string[];
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  maxLength?: number;
  default?: unknown;
  description?: string;
  unit?: string;
  allowed?: string;
  fallback?: string;
}

let known: ConfigKey[] | undefined;

/** Every key there is, sections before what is in them, in the order of the schema. */
export function configKeys(): readonly ConfigKey[] {
  known ??= keysIn(z.toJSONSchema(configSchema, { io: 'input' }) as Node, '');
  return known;
}

/** The key at a path in which numbers stand for list entries (`access.users.0.id`). */
export function keyAt(path: readonly PropertyKey[]): ConfigKey | undefined {
  const name = pathText(path).replace(/\[\d+\]/g, '[]');
  return configKeys().find(key => key.path === name);
}

/** `['access', 'users', 0, 'id']` as `access.users[0].id`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

function keysIn(node: Node, path: string): ConfigKey[] {
  const here = path === '' ? [] : [described(node, path)];
  const below = Object.entries(node.properties ?? {}).flatMap(([name, child]) =>
    keysIn(child, path === '' ? name : `${path}.${name}`),
  );
  return [...here, ...below, ...(node.items?.properties === undefined ? [] : keysIn(node.items, `${path}[]`))];
}

function described(node: Node, path: string): ConfigKey {
  const type = typeOf(node, path);
  return {
    path,
    type,
    ...(node.unit === undefined ? {} : { unit: node.unit }),
    allowed: node.allowed ?? allowedBy(node),
    ...(type === 'section' ? {} : fallbackOf(node)),
    says: node.description ?? '',
  };
}

function typeOf(node: Node, path: string): ConfigKey['type'] {
  if (node.type === 'object') return path.endsWith('[]') ? 'entry' : 'section';
  if (node.type === 'array') return 'list';
  if (node.type === 'boolean') return 'yes or no';
  return node.type === 'integer' ? 'whole number' : 'text';
}

function allowedBy(node: Node): string {
  if (node.enum !== undefined) return node.enum.join(' | ');
  if (node.type === 'integer') return rangeOf(node);
  if (node.type === 'boolean') return 'true | false';
  if (node.type === 'string') return `${node.minLength ?? 0} to ${node.maxLength ?? '…'} characters`;
  if (node.type === 'object') return Object.keys(node.properties ?? {}).join(', ');
  const entries = `${node.minItems ?? 0} to ${node.maxItems ?? '…'} entries`;
  return node.items?.properties === undefined ? `${entries} of ${allowedIn(node.items)}` : entries;
}

const allowedIn = (node: Node | undefined) => (node === undefined ? 'anything' : (node.allowed ?? allowedBy(node)));

/** A bound at the edge of what a number can hold is none. */
function rangeOf({ minimum = -Infinity, maximum = Infinity }: Node): string {
  const from = minimum <= Number.MIN_SAFE_INTEGER ? undefined : minimum;
  const to = maximum >= Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (from === undefined && to === undefined) return 'a whole number';
  return to === undefined ? `${from} or more` : `${from} to ${to}`;
}

function fallbackOf(node: Node): { fallback?: string } {
  if (node.fallback !== undefined) return { fallback: node.fallback };
  return node.default === undefined ? {} : { fallback: JSON.stringify(node.default).replace(/^"(.*)"$/, '$1') };
}
