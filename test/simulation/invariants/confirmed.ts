import type { Invariant } from './view.ts';

export const confirmed: Invariant = {
  id: 'I22',
  says: 'an offset is confirmed only when the update is in the log',
  watch({ machine, broken }) {
    const recorded = new Set<number>();
    let looked = 0;
    return {
      confirmed(updateId) {
        const { events } = machine.disk;
        for (; looked < events.length; looked++) {
          const id = events[looked]!.data.updateId;
          if (id !== undefined) recorded.add(id as number);
        }
        if (!recorded.has(updateId)) broken(`Telegram was told to forget update ${updateId}, which is not in the log`);
      },
    };
  },
};
