import { heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { formatQuantity } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import type { People } from '../people-ports.ts';

/** Everything that is recorded about somebody, as a file; about the asker when nobody is named. */
export function exportMeAnswer(people: Pick<People, 'held'>): Answer {
  return async ({ args, by, at }): Promise<Reply> => {
    const userId = personOf(args.user, by.id);
    const { lines, count, cut } = await people.held(userId);
    const told = `${formatQuantity(count, 'event')} by or about ${userId}`;
    if (count === 0) return says(heading('What is held'), paragraph(`Nothing is recorded about ${userId}.`));
    const rest = cut ? '; the oldest of them, the others with `binnacle export-me` on the server' : '';
    return {
      ...says(heading('What is held'), paragraph(`${told}${rest}. One line of JSON each, the oldest first.`)),
      file: { name: `held-${userId}-${at.slice(0, 10)}.jsonl`, mime: 'application/x-ndjson', text: lines },
    };
  };
}

/** @throws {Refusal} `invalid_request` where the asker is no person of Telegram and names nobody. */
export function personOf(named: unknown, asker: string): number {
  const id = /^(?:tg:)?(\d{1,15})$/.exec(String(named ?? asker))?.[1];
  if (id !== undefined) return Number(id);
  throw new Refusal('invalid_request', 'Say of whom: the number that Telegram knows a person by.', {
    hint: 'For example /export-me 1003; /audit shows the numbers.',
  });
}
