import { hash } from 'node:crypto';
import { z } from 'zod';
import { nearest } from '../nearest.ts';
import { Refusal } from '../refusal.ts';

/** Feature flags: what is on for whom. Rules are facts in `settings-system`; reading one is pure. */

/** Every flag there is, with what it does while it is on. All are off until an admin says otherwise. */
export const flagCatalogue = {
  'quote-answers': 'In a private chat, an answer that was looked up quotes its question.',
} as const;

export type FlagName = keyof typeof flagCatalogue;
export const flagNames = Object.keys(flagCatalogue) as FlagName[];

/** A user (`tg:1001`, `cli:ann`) or a chat (`chat:-100…`). */
export const flagSubject = z
  .string()
  .max(80)
  .regex(/^(tg:\d+|cli:\S+|chat:-?\d+)$/);

/** @throws {Refusal} `not_found`, with the names that may have been meant. */
export function requireKnownFlag(name: string): asserts name is FlagName {
  if (Object.hasOwn(flagCatalogue, name)) return;
  const near = nearest(name, flagNames);
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Send /flag list for the names.';
  throw new Refusal('not_found', `There is no flag ${name}.`, { hint });
}

const subjectsMax = 100;

/** For whom a flag is on: the lists go first, `deny` before `allow`; everybody else by `percent`. */
export const flagRule = z.object({
  percent: z.int().min(0).max(100),
  allow: z.array(flagSubject).max(subjectsMax),
  deny: z.array(flagSubject).max(subjectsMax),
});
export type FlagRule = z.infer<typeof flagRule>;

/** What was read, and why it was so: it is recorded with the decision that it led to. */
export const flagReading = z.object({
  flag: z.string().min(1).max(40),
  on: z.boolean(),
  because: z.enum(['unset', 'denied', 'allowed', 'on', 'off', 'share']),
});
export type FlagReading = z.infer<typeof flagReading>;

/** Who asks, and where. */
export interface FlagAsker {
  /** As an agent's id: `tg:1001`. */
  user: string;
  chatId: number;
}

/** Whether a flag is on for somebody: the same in every process, for as long as its rule stands. */
export function readFlag(flag: FlagName, rule: FlagRule | undefined, asker: FlagAsker): FlagReading {
  const reading = (on: boolean, because: FlagReading['because']) => ({ flag, on, because });
  if (rule === undefined) return reading(false, 'unset');
  const named = [asker.user, `chat:${asker.chatId}`];
  if (rule.deny.some(subject => named.includes(subject))) return reading(false, 'denied');
  if (rule.allow.some(subject => named.includes(subject))) return reading(true, 'allowed');
  if (rule.percent === 0 || rule.percent === 100)
    return reading(rule.percent === 100, rule.percent === 0 ? 'off' : 'on');
  return reading(placeOf(flag, asker.user) < rule.percent, 'share');
}

/**
 * 0 to just under 100, from the user alone: whoever is within 10 % is within 20 %. Each flag draws its own places, so
 * that it is not always the same people who are first.
 */
function placeOf(flag: string, user: string): number {
  return (Number.parseInt(hash('sha256', `${flag} ${user}`).slice(0, 8), 16) / 2 ** 32) * 100;
}
