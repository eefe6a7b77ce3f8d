import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';
import { metricOf, metrics } from './metrics.ts';
import { looksLikeRange, parseRange, type Range } from './ranges.ts';

/** What a line asks to see: `cpu ram 6h @web-1 @web-2`, in any order. */
export interface SeriesRequest {
  /** At least one; `disk:/var` is a part of `disk`. */
  metrics: string[];
  /** As they were named, without `@`; none: this machine. */
  hosts: string[];
  range: Range;
  /** The range as it was said. */
  window: string;
  /** Those of `takes` that were said. */
  options: string[];
}

const listMax = 8;

/**
 * Reads metrics, machines, at most one range (`window` when there is none) and any word of `takes`.
 * @throws {Refusal} `invalid_request`, naming the word that is none of these, and what would be.
 */
export function parseSeriesRequest(
  text: string,
  nowMs: number,
  timeZone: string,
  { window = '6h', takes = [] as readonly string[] } = {},
): SeriesRequest {
  const asked = { metrics: new Set<string>(), hosts: new Set<string>(), options: new Set<string>() };
  let said: string | undefined;
  for (const word of wordsOf(text)) {
    if (word.startsWith('@') && word.length > 1) asked.hosts.add(word.slice(1));
    else if (takes.includes(word.toLowerCase())) asked.options.add(word.toLowerCase());
    else if (looksLikeRange(word) && said === undefined) said = word;
    else asked.metrics.add(metricIn(word));
  }
  if (asked.metrics.size === 0) throw refuse('Say what to show.');
  if (asked.metrics.size > listMax || asked.hosts.size > listMax)
    throw refuse(`At most ${listMax} metrics and ${listMax} machines at once.`);
  const range = parseRange(said ?? window, nowMs, timeZone);
  return {
    metrics: [...asked.metrics],
    hosts: [...asked.hosts],
    options: [...asked.options],
    range,
    window: said ?? window,
  };
}

/** `cpu,ram` are two words; the path of a mount may hold a comma. */
function wordsOf(text: string): string[] {
  const words = text.split(/\s+/u);
  return words.flatMap(word => (word.includes(':') ? [word] : word.split(','))).filter(word => word !== '');
}

function metricIn(word: string): string {
  const [base = '', ...part] = word.split(':');
  const name = [base.toLowerCase(), ...part].join(':');
  if (metricOf(name) !== undefined) return name;
  const near = nearest(
    base.toLowerCase(),
    metrics.map(metric => metric.name),
  );
  const meant = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
  throw refuse(`“${word.slice(0, 40)}” is not measured.${meant}`);
}

function refuse(message: string): Refusal {
  return new Refusal('invalid_request', message, {
    hint: `Measured are ${metrics.map(({ name }) => name).join(', ')}; like: cpu ram 6h @web-1.`,
  });
}
