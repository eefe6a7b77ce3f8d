import type { z } from 'zod';
import { nearest } from '../../domain/nearest.ts';
import { scrub } from '../log/scrub.ts';
import { type ConfigKey, configKeys, keyAt, pathText } from './keys.ts';

/** One thing that is wrong with the configuration, and what to do about it. */
export interface Mistake {
  /** `telegram.longPollSeconds`; empty when the file itself is meant. */
  path: string;
  /** Where it was said: `binnacle.yaml line 3`, `BINNACLE_TELEGRAM__LONG_POLL_SECONDS`. */
  where: string;
  /** What stands there, shortened, without secrets. */
  found: string;
  allowed: string;
  hint: string;
}

/** A rule that several keys must keep together, and whether they do. */
export type Rule = [holds: boolean, path: string, found: unknown, allowed: string, hint: string];

/** Where each value was said, by path. */
export type Places = ReadonlyMap<string, string>;

/** The mistakes that the schema found in `tree`, in the order of the schema. */
export function mistakesOf(issues: readonly z.core.$ZodIssue[], tree: unknown, places: Places): Mistake[] {
  return issues.flatMap(issue =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map(key => unknownKey([...issue.path, key], placeOf(places, [...issue.path, key])))
      : [wrongValue(issue, valueAt(tree, issue.path), placeOf(places, issue.path))],
  );
}

/** A key that there is not. Its value is never shown: it may be a secret under a wrong name. */
function unknownKey(path: readonly PropertyKey[], where: string): Mistake {
  const section = path.slice(0, -1);
  const names = namesIn(section);
  const key = String(path.at(-1));
  const meant = nearest(key, names)[0] ?? names.find(name => name.toLowerCase() === `${key}File`.toLowerCase());
  return {
    path: pathText(path),
    where,
    found: 'a key that there is not',
    allowed: names.join(', '),
    hint:
      meant === undefined
        ? 'Remove it, or look for its right place.'
        : `Did you mean ${pathText([...section, meant])}?`,
  };
}

/** A rule of several fields together says itself what it allows. */
function wrongValue({ path, code, message }: z.core.$ZodIssue, value: unknown, where: string): Mistake {
  const key = keyAt(path) ?? keyAt(path.slice(0, -1));
  const ownWords = code === 'custom' && message !== 'Invalid input' ? message : undefined;
  const allowed = ownWords ?? (key === undefined ? 'a map of keys' : allowedFor(key));
  return { path: pathText(path), where, found: shown(value), allowed, hint: hintFor(key, value) };
}

/** `1 to 50 s (whole number)`. */
function allowedFor({ type, unit, allowed }: ConfigKey): string {
  return type === 'whole number' ? `${allowed}${unit === undefined ? '' : ` ${unit}`} (whole number)` : allowed;
}

function hintFor(key: ConfigKey | undefined, value: unknown): string {
  if (value === undefined || value === null) return 'Give it a value, or leave it out.';
  if (key?.type === 'whole number' && typeof value === 'string') return 'Write digits only, without unit and quotes.';
  const near = typeof value === 'string' && key !== undefined ? nearest(value, key.allowed.split(' | ')) : [];
  if (near.length > 0) return `Did you mean ${near[0]}?`;
  return key?.fallback === undefined ? `See ops/docs/configuration.md.` : `Leave it out for ${key.fallback}.`;
}

/** At most 60 characters, secrets crossed out. */
export function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  const written = scrub(typeof value === 'string' ? `“${value}”` : JSON.stringify(value));
  return written.length > 60 ? `${written.slice(0, 59)}…` : written;
}

export function valueAt(tree: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (value as Record<PropertyKey, unknown> | undefined | null)?.[part],
    tree,
  );
}

/** The place of a value, or of the nearest thing around it that has one. */
export function placeOf(places: Places, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const where = places.get(pathText(path.slice(0, length)));
    if (where !== undefined) return where;
  }
  return 'the configuration';
}

function namesIn(section: readonly PropertyKey[]): string[] {
  const prefix = section.length === 0 ? '' : `${pathText(section).replace(/\[\d+\]/g, '[]')}.`;
  return configKeys()
    .map(({ path }) => path)
    .filter(path => path.startsWith(prefix) && !/[.[]/.test(path.slice(prefix.length)))
    .map(path => path.slice(prefix.length));
}
