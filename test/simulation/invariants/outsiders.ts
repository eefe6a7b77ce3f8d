import { rooms } from '../engines/settings.ts';
import type { Invariant } from './view.ts';

/** Chats that hear of others' work: approvals are asked for there, and alerts are told. */
const told = new Set<number>([rooms.ops, rooms.opsMoved]);

export const outsiders: Invariant = {
  id: 'I15',
  says: 'a stranger changes the inbox alone, and gets silence',
  watch({ sent, broken }) {
    return {
      event({ type, stream, revision, metadata }) {
        const id = Number(/^tg-(\d+)$/.exec(metadata.correlationId)?.[1] ?? -1);
        const door = sent.get(id)?.door;
        if (door === undefined || door === 'UpdateReceived' || stream.startsWith('gateway-')) return;
        broken(`tg-${id}, which is nobody's order, led to ${type} in ${stream}@${revision}`);
      },
      shown({ chatId }) {
        const known = [...sent.values()].some(
          ({ speaker, door }) => door === 'UpdateReceived' && speaker.chatId === chatId,
        );
        if (!known && !told.has(chatId)) broken(`something was said in chat ${chatId}, where nobody known has spoken`);
      },
    };
  },
};
