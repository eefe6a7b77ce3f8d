import { canonical } from '../../../domain/fold.ts';
import type { Shown } from '../engines/telegram-server.ts';
import { isTurningAway } from '../engines/turning-away.ts';
import type { Oracle } from '../oracle.ts';
import type { Invariant } from './view.ts';

/** How a repeat says that it is one. */
const mark = '(repeat? the first try may have arrived)';

/** What is shown in place of a reply that Telegram rejects, naming its chain. */
export const standIn = /Telegram does not take this answer.*\/trace (\S+?)"/;

/**
 * What people see against what the log asked for: nothing that was not asked for, nothing before it was recorded,
 * what is said to be delivered was seen, and a message is seen twice only as a marked repeat of an unknown outcome.
 */
export const deliveries = (oracle: Oracle): Invariant => ({
  id: 'P8',
  says: 'replies are shown at least once, and again only marked, after an outcome that was unknown',
  watch({ machine, broken }) {
    const seen: Shown[] = [];
    /** Chains of which Telegram has rejected a reply. */
    const rejected = new Set<string>();
    return {
      event({ type, data, metadata }) {
        if (type.startsWith('Delivery') && /\b400\b/.test(String(data.cause))) rejected.add(metadata.correlationId);
      },
      shown: shown => void (isTurningAway(shown) || seen.push(shown)),
      end() {
        const wanted = new Map<string, { asked: number; repeats: number; delivered: number }>();
        const moved = (chatId: number) => machine.telegram.movedTo.get(chatId) ?? chatId;
        for (const { stream, request, unknowns, settled } of oracle.replies.values()) {
          const { action, reply } = request.data as { action: { type: string }; reply?: object };
          if (action.type === 'acknowledge') continue;
          const key = `${moved(Number(stream.slice('chat-'.length)))} ${canonical(reply)}`;
          const held = wanted.get(key) ?? { asked: 0, repeats: 0, delivered: 0 };
          held.asked++;
          held.repeats += unknowns;
          if (settled?.type === 'Delivered' && !rejected.has(request.metadata.correlationId)) held.delivered++;
          wanted.set(key, held);
        }
        const times = new Map<string, number>();
        for (const { chatId, of, part, edited } of seen) {
          if (rejected.has(standIn.exec(of)?.[1] ?? '')) continue;
          const repeat = of.includes(mark);
          const key = `${moved(chatId)} ${repeat ? unmarked(of) : of}`;
          const held = wanted.get(key);
          if (held === undefined) return broken(`chat ${chatId} was shown what nobody asked for: ${of.slice(0, 200)}`);
          const counter = `${key} ${part}${repeat ? ' again' : ''}`;
          const count = (times.get(counter) ?? 0) + 1;
          times.set(counter, count);
          const most = repeat ? held.repeats : held.asked;
          // An edit is the same however often it is made.
          if (count > most && !edited)
            return broken(
              `chat ${chatId} was shown ${count} times, unmarked, what was asked for ${most} times: ${of.slice(0, 200)}`,
            );
        }
        for (const [key, { delivered }] of wanted) {
          const shown = (times.get(`${key} 0`) ?? 0) + (times.get(`${key} 0 again`) ?? 0);
          if (shown < delivered)
            broken(`delivered ${delivered} times by the log, seen ${shown} times: ${key.slice(0, 200)}`);
        }
      },
    };
  },
});

function unmarked(of: string): string {
  const reply = JSON.parse(of) as { blocks: unknown[] };
  return canonical({ ...reply, blocks: reply.blocks.slice(1) });
}
