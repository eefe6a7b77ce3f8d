import { notAcceptedWords } from '../../../actors/not-accepted.ts';
import type { Shown } from '../engines/telegram-server.ts';
import type { Invariant } from './view.ts';

/** A word that no event asks for, because the log is away. */
export const isTurningAway = ({ of }: Pick<Shown, 'of'>): boolean => of.includes(notAcceptedWords);

export const neverPretends: Invariant = {
  id: 'E1',
  says: 'people are told that nothing is accepted only where a message of theirs is not in the log',
  watch({ sent, broken }) {
    const recorded = new Set<number>();
    return {
      event({ data }) {
        if (data.updateId !== undefined) recorded.add(data.updateId as number);
      },
      shown(shown) {
        if (!isTurningAway(shown)) return;
        const open = [...sent].some(([id, { speaker }]) => speaker.chatId === shown.chatId && !recorded.has(id));
        if (!open) broken(`chat ${shown.chatId} is told that it is not accepted, and all it sent is in the log`);
      },
    };
  },
};
