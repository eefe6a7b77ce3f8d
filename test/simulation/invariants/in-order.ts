import { canonical } from '../../../domain/fold.ts';
import type { Shown } from '../engines/telegram-server.ts';
import type { Oracle } from '../oracle.ts';
import type { Invariant } from './view.ts';

/** The order in which a chat asked for its replies is the order in which its people first see them. */
export const inOrder = (oracle: Oracle): Invariant => ({
  id: 'order',
  says: 'the messages of a chat arrive in the order in which they were asked for',
  watch({ machine, broken }) {
    const chats = new Map<number, Shown[]>();
    return {
      shown(shown) {
        const held = chats.get(shown.chatId) ?? [];
        if (!shown.edited) chats.set(shown.chatId, [...held, shown]);
      },
      end() {
        for (const [chatId, seen] of chats) {
          const home = [...machine.telegram.movedTo].find(([, to]) => to === chatId)?.[0] ?? chatId;
          const asked = [...oracle.replies.values()].filter(({ stream }) => stream === `chat-${home}`);
          let reached = -1;
          for (const { of, part } of seen) {
            if (part > 0 || of.includes('(repeat?')) continue;
            const at = asked.findIndex(
              ({ request }, index) => index > reached && canonical(request.data.reply ?? null) === of,
            );
            if (at < 0)
              return broken(`chat ${chatId} sees a message after one that was asked for later: ${of.slice(0, 160)}`);
            reached = at;
          }
        }
      },
    };
  },
});
