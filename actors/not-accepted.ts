import { bold, paragraph, type Reply, says } from '../domain/chat/reply.ts';
import type { SortedUpdate } from '../domain/gateway/commands.ts';
import { msBetween } from '../domain/instants.ts';
import type { Instant } from '../domain/message.ts';
import { formatDuration } from '../domain/units.ts';
import type { Clock, Log, TelegramSender } from './ports.ts';
import type { Guard } from './resilience/guard.ts';

/** What people are told while the log is away. It is never recorded that they were: that is what is away. */
export interface NotAccepted {
  /** Updates that could not be recorded and were not confirmed: their senders are told, once for each chat and loss. */
  turnAway(updates: readonly SortedUpdate[]): Promise<void>;
  /** The log is back: what was not accepted is told to it. */
  over(): void;
}

/** Chats and messages that are remembered of one loss. */
const rememberedMax = 10_000;

type Received = Extract<SortedUpdate, { type: 'UpdateReceived' }>;

export interface NotAcceptedPorts {
  sender: Pick<TelegramSender, 'render' | 'send'>;
  door: Pick<Guard, 'run'>;
  /** Since when the log is away. */
  down(): { since: Instant } | undefined;
  clock: Clock;
  log: Log;
  /** A short loss is not worth a word: the message is taken a moment later. */
  tellAfterMs: number;
  /** What is older when the log is back is told that it has expired. */
  takenWithinMs: number;
  told(loss: { messages: number; chats: number; since: Instant }): void;
}

export function notAccepted(ports: NotAcceptedPorts): NotAccepted {
  const { sender, door, down, clock, log, tellAfterMs, takenWithinMs, told } = ports;
  const messages = new Set<number>();
  const chats = new Set<number>();
  let since: Instant | undefined;

  return {
    async turnAway(updates) {
      const loss = down();
      if (loss === undefined || msBetween(loss.since, clock.now()) < tellAfterMs) return;
      since ??= loss.since;
      for (const update of updates) if (update.type === 'UpdateReceived') await tell(update);
    },
    over() {
      if (since !== undefined && messages.size > 0) told({ messages: messages.size, chats: chats.size, since });
      messages.clear();
      chats.clear();
      since = undefined;
    },
  };

  async function tell({ updateId, chatId }: Received): Promise<void> {
    if (messages.size < rememberedMax) messages.add(updateId);
    if (chats.has(chatId) || chats.size >= rememberedMax) return;
    chats.add(chatId);
    try {
      await door.run(() => sender.send({ chatId }, sender.render(words(takenWithinMs))[0]!));
    } catch (err) {
      log.info({ chatId, err }, 'a chat could not be told that the log is away');
    }
  }
}

/** How it begins: nobody may take it for an answer. */
export const notAcceptedWords = 'Not accepted: I cannot record anything just now, so I take nothing.';

function words(takenWithinMs: number): Reply {
  return says(
    paragraph(bold(notAcceptedWords)),
    paragraph(
      'Telegram keeps your message. If I can record again within ',
      `${formatDuration(takenWithinMs)} of it, I take it then; after that I tell you that it has expired.`,
    ),
  );
}
