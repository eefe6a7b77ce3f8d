import { type Block, bold, heading, mono, paragraph, type Reply, says, table } from '../../../domain/chat/reply.ts';
import type { Agent } from '../../../domain/message.ts';
import { Refusal } from '../../../domain/refusal.ts';
import {
  type FlagName,
  type FlagRule,
  flagCatalogue,
  flagNames,
  flagRule,
  flagSubject,
  requireKnownFlag,
} from '../../../domain/settings/flags.ts';
import type { Answer } from '../answer.ts';

/** What this answer asks of the settings. */
export interface FlagSettings {
  rules(): Readonly<Record<string, FlagRule>>;
  /** @throws {Refusal} `forbidden`, `not_found`. */
  set(told: { id: string; flag: FlagName; rule: FlagRule; by: Agent; correlationId: string }): Promise<void>;
}

const usage = 'Usage: /flag set <flag> <on|off|25%> [allow tg:1001 …] [deny chat:-100200 …]';

/** /flag list, /flag set: a rule is said whole, so what is not named in it is no longer so. */
export function flagAnswer(settings: FlagSettings): Answer {
  return async ({ args, by, correlationId }): Promise<Reply> => {
    const { action = 'list', flag, value, lists } = args as Partial<Record<string, string>>;
    if (action === 'list') return listed(settings.rules());
    if (flag === undefined || value === undefined)
      throw new Refusal('invalid_request', 'A flag and what it shall be are missing.', { hint: usage });
    requireKnownFlag(flag);
    const rule = ruleOf(value, lists);
    await settings.set({ id: `${correlationId}/flag`, flag, rule, by, correlationId });
    return says(paragraph(bold(flag), `: ${inWords(rule)}.`), paragraph(flagCatalogue[flag]));
  };
}

function listed(rules: Readonly<Record<string, FlagRule>>): Reply {
  const row = (name: FlagName) => [name, rules[name] === undefined ? 'off (never set)' : inWords(rules[name])];
  const meanings = flagNames.map((name): Block => paragraph(mono(name), ` – ${flagCatalogue[name]}`));
  return says(heading('Features'), table(['flag', 'is'], flagNames.map(row)), ...meanings);
}

/** @throws {Refusal} `invalid_request` */
function ruleOf(value: string, lists = ''): FlagRule {
  const percent = value === 'on' ? 100 : value === 'off' ? 0 : Number(value.replace('%', ''));
  const rule: FlagRule = { percent, allow: [], deny: [] };
  let into: string[] | undefined;
  for (const word of lists.split(/[\s,]+/).filter(Boolean)) {
    if (word === 'allow' || word === 'deny') into = rule[word];
    else if (into === undefined || !flagSubject.safeParse(word).success) throw notASubject(word);
    else into.push(word);
  }
  if (flagRule.safeParse(rule).success) return rule;
  throw new Refusal('invalid_request', 'A share is 0% to 100%, and each list has at most 100 names.', { hint: usage });
}

function notASubject(word: string): Refusal {
  const what = 'not one of a list: allow or deny, then users like tg:1001 or chats like chat:-100200';
  return new Refusal('invalid_request', `“${word.slice(0, 60)}” is ${what}.`, { hint: usage });
}

function inWords({ percent, allow, deny }: FlagRule): string {
  const forMost = percent === 100 ? 'on' : percent === 0 ? 'off' : `on for ${percent} % of users`;
  const lists = [
    deny.length === 0 ? '' : `never for ${deny.join(', ')}`,
    allow.length === 0 ? '' : `always for ${allow.join(', ')}`,
  ];
  return [forMost, ...lists.filter(Boolean)].join('; ');
}
