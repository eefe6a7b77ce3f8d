import { bold, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import type { Answer } from '../answer.ts';
import type { People } from '../people-ports.ts';
import { personOf } from './export-me.ts';

/** Destroys the key of a person: nobody can read any more what the log holds of their words. */
export function forgetAnswer(people: Pick<People, 'forget'>): Answer {
  return async ({ args, by, correlationId }): Promise<Reply> => {
    const userId = personOf(args.user, by.id);
    const known = await people.forget({ id: `${correlationId}/forget`, userId, by, correlationId });
    if (!known) return says(paragraph(`Nothing that can be forgotten is held about ${userId}.`));
    return says(
      paragraph(
        bold(`${userId} is forgotten.`),
        ' Their words cannot be read any more, here or in any copy of the log.',
      ),
      paragraph(
        'What stays: that there were messages, when, and which commands. The lists that still show words are built anew now. ' +
          'Messages in Telegram itself and backups of the keys are not touched.',
      ),
    );
  };
}
