import { canonical } from '../../../domain/fold.ts';
import type { Shown } from '../engines/telegram-server.ts';
import { isTurningAway } from '../engines/turning-away.ts';
import type { Oracle } from '../oracle.ts';
import { standIn } from './deliveries.ts';
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
        if (!shown.edited && !isTurningAway(shown)) chats.set(shown.chatId, [...held, shown]);
      },
      end() {
        for (const [chatId, seen] of chats) {
          // A group that has moved hears the replies of its old number and of its new one, each in order.
          const homes = [
            chatId,
            ...[...machine.telegram.movedTo].filter(([, to]) => to === chatId).map(([from]) => from),
          ];
          const asked = homes.map(home => ({ replies: repliesOf(oracle, `chat-${home}`), reached: -1 }));
          for (const { of, part } of seen) {
            if (part > 0 || of.includes('(repeat?') || standIn.test(of)) continue;
            if (!asked.some(line => isNext(line, of)))
              return broken(`chat ${chatId} sees a message after one that was asked for later: ${of.slice(0, 160)}`);
          }
        }
      },
    };
  },
});

interface Line {
  /** As canonical JSON, in the order they were asked for. */
  replies: string[];
  reached: number;
}

function repliesOf(oracle: Oracle, stream: string): string[] {
  const those = [...oracle.replies.values()].filter(reply => reply.stream === stream);
  return those.map(({ request }) => canonical(request.data.reply ?? null));
}

function isNext(line: Line, of: string): boolean {
  const at = line.replies.indexOf(of, line.reached + 1);
  if (at >= 0) line.reached = at;
  return at >= 0;
}
