import { isTurningAway } from '../engines/turning-away.ts';
import type { Invariant } from './view.ts';

/** What the log took without saying so counts as not taken: nobody knows better until it is asked again. */
export const neverPretends: Invariant = {
  id: 'E1',
  says: 'people are told that nothing is accepted only while Telegram still keeps a message of theirs, as they are told',
  watch({ sent, broken }) {
    const confirmed = new Set<number>();
    return {
      confirmed: updateId => void confirmed.add(updateId),
      shown(shown) {
        if (!isTurningAway(shown)) return;
        const kept = [...sent].some(([id, { speaker }]) => speaker.chatId === shown.chatId && !confirmed.has(id));
        if (!kept) broken(`chat ${shown.chatId} is told that nothing is accepted, and Telegram keeps nothing of it`);
      },
    };
  },
};
