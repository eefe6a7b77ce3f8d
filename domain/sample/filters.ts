import { Refusal } from '../refusal.ts';
import { metricOf, metrics } from './metrics.ts';
import { looksLikeRange, parseRange, type Range } from './ranges.ts';

/** What `/recent` looks for: `cpu>85 ram>=80 6h`, all of it at once. */

export interface Condition {
  metric: string;
  operator: '>' | '>=' | '<' | '<=' | '=';
  value: number;
}

export interface RecentQuery {
  /** All must hold; none means: whatever is over its threshold. */
  conditions: Condition[];
  range: Range;
  /** As it was said, for the answer. */
  window: string;
  count: number;
}

const conditionsMax = 8;
const defaults = { window: '24h', count: 20 };
const hint =
  'Usage: /recent [1-100] [6h | 2026-11-20..2026-11-21] [cpu>85 ram>=80], with > >= < <= = and any of ' +
  `${metrics.map(({ name }) => name).join(', ')}.`;

/**
 * Words in any order: at most one count (1 to 100), one range, and eight conditions.
 * @throws {Refusal} `invalid_request`, naming the word that is none of these.
 */
export function parseRecent(text: string, nowMs: number, timeZone: string): RecentQuery {
  const conditions: Condition[] = [];
  let window: string | undefined;
  let count: number | undefined;
  for (const word of text.split(/\s+/u).filter(part => part !== '')) {
    const condition = parseCondition(word);
    if (condition !== undefined) conditions.push(condition);
    else if (/^\d+$/.test(word) && count === undefined) count = countOf(word);
    else if (looksLikeRange(word) && window === undefined) window = word;
    else throw refuse(`“${word.slice(0, 40)}” is no count, time range or condition that I know.`);
  }
  if (conditions.length > conditionsMax) throw refuse(`At most ${conditionsMax} conditions at once.`);
  const said = window ?? defaults.window;
  return { conditions, range: parseRange(said, nowMs, timeZone), window: said, count: count ?? defaults.count };
}

/** Whether a value meets a condition. */
export function meets({ operator, value }: Condition, actual: number): boolean {
  switch (operator) {
    case '>':
      return actual > value;
    case '>=':
      return actual >= value;
    case '<':
      return actual < value;
    case '<=':
      return actual <= value;
    case '=':
      return actual === value;
  }
}

function parseCondition(word: string): Condition | undefined {
  const [, name, operator, value] = /^([a-z]+(?::[^<>=\s]{1,120})?)(>=|<=|>|<|=)(\d+(?:\.\d+)?)%?$/iu.exec(word) ?? [];
  if (name === undefined || operator === undefined || value === undefined) return undefined;
  const [base = '', ...part] = name.split(':');
  const metric = [base.toLowerCase(), ...part].join(':');
  if (metricOf(metric) === undefined) throw refuse(`“${name.slice(0, 40)}” is not measured.`);
  return { metric, operator: operator as Condition['operator'], value: Number(value) };
}

function countOf(word: string): number {
  const count = Number(word);
  if (count < 1 || count > 100) throw refuse('The count is 1 to 100.');
  return count;
}

function refuse(message: string): Refusal {
  return new Refusal('invalid_request', message, { hint });
}
