import { Refusal } from '../refusal.ts';
import { parseDuration } from '../units.ts';
import { everything } from './rule.ts';

/** What a mute is of, and for how long: `2h cpu @web-1`. */
export interface Scope {
  /** A machine's name as it was said, or `all`. */
  host: string;
  /** A metric, or `all`. */
  metric: string;
}

const usage = 'Usage: /mute 2h [metric] [@host], from 30s to 30d; /unmute [metric] [@host].';
const least = 30_000;
const most = 30 * 86_400_000;

/** @throws {Refusal} `invalid_request`, naming the word that is no duration, metric or machine. */
export function parseMute(text: string, metrics: readonly string[]): Scope & { forMs: number } {
  const [first = '', ...rest] = wordsOf(text);
  const forMs = /^\d/.test(first) ? parseDuration(first) : undefined;
  if (forMs === undefined) throw refuse(`“${first.slice(0, 40)}” is no length of time.`);
  if (forMs < least || forMs > most) throw refuse('A mute lasts 30 seconds to 30 days.');
  return { forMs, ...parseScope(rest.join(' '), metrics) };
}

/** @throws {Refusal} `invalid_request`, naming the word that is no metric or machine. */
export function parseScope(text: string, metrics: readonly string[]): Scope {
  const scope: Scope = { host: everything, metric: everything };
  for (const word of wordsOf(text)) {
    if (word.startsWith('@') && word.length > 1 && scope.host === everything) scope.host = word.slice(1);
    else if (metrics.includes(word.toLowerCase()) && scope.metric === everything) scope.metric = word.toLowerCase();
    else throw refuse(`“${word.slice(0, 40)}” is no metric with a rule; there are ${metrics.join(', ')}.`);
  }
  return scope;
}

/** `cpu on web-1`, `all alerts of web-1`, `cpu on every machine`, `all alerts`. */
export function scopeWords({ host, metric }: Scope): string {
  if (host === everything) return metric === everything ? 'all alerts' : `${metric} on every machine`;
  return metric === everything ? `all alerts of ${host}` : `${metric} on ${host}`;
}

const wordsOf = (text: string) => text.split(/\s+/u).filter(word => word !== '');

const refuse = (message: string) => new Refusal('invalid_request', message, { hint: usage });
