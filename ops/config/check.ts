import type { z } from 'zod';
import { agreementMistakes } from './agreement.ts';
import { pathText } from './keys.ts';
import { type Mistake, mistakesOf } from './mistakes.ts';
import type { Said } from './said.ts';
import { configSchema, type StatedConfig } from './schema.ts';

export interface Checked {
  /** What was said, with defaults in place of what is wrong. */
  stated: StatedConfig;
  /** Every mistake there is: values out of bounds, unknown keys, and keys that do not agree. */
  mistakes: Mistake[];
}

/** Checks what was said as far as that can be done without looking at the machine. Never throws. */
export function check({ tree, places, mistakes }: Said): Checked {
  const first = configSchema.safeParse(tree);
  const issues = first.error?.issues ?? [];
  // What is right is parsed once more without what is wrong, so that keys that do not agree are told at once too.
  const stated = first.success ? first.data : configSchema.parse(without(tree, issues));
  const found = mistakesOf(issues, tree, places);
  // What is wrong has its default here, and a list with a wrong entry is empty: neither is judged again.
  const wrong = new Set(issues.map(({ path }) => keyOf(path)));
  // Where tasks are wrong, the examples stand in for them: schedules are not held against those.
  const isJudged = (path: string) => !wrong.has(path) && !(wrong.has('tasks') && path.startsWith('schedules['));
  const disagreeing = agreementMistakes(stated, places).filter(({ path }) => isJudged(path));
  return { stated, mistakes: [...mistakes, ...found, ...disagreeing] };
}

/** The key that an issue is about; of an entry of a list, the list's. */
function keyOf(path: readonly PropertyKey[]): string {
  const list = path.findIndex(part => typeof part === 'number');
  return pathText(list < 0 ? path : path.slice(0, list));
}

function without(tree: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = structuredClone(tree);
  const paths = issues.flatMap(({ path, ...issue }) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map(key => [...path, key]) : [path],
  );
  for (const path of paths) {
    // A list with a wrong entry goes as a whole.
    const list = path.findIndex(part => typeof part === 'number');
    const target = list < 0 ? path : path.slice(0, list);
    if (target.length === 0) return {};
    remove(copy, target);
  }
  return copy;
}

function remove(tree: unknown, path: readonly PropertyKey[]): void {
  const around = path
    .slice(0, -1)
    .reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown>)?.[part], tree);
  if (around !== null && typeof around === 'object') delete (around as Record<PropertyKey, unknown>)[path.at(-1)!];
}
