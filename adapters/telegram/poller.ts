import { TelegramError, type TelegramPoller } from '../../actors/ports.ts';
import { type TelegramClientOptions, telegramClient } from './client.ts';

export interface TelegramPollerOptions extends Omit<TelegramClientOptions, 'timeoutMs' | 'socketsMax'> {
  /** How long Telegram may hold a poll open when there is nothing. Default 30. */
  longPollSeconds?: number;
  /** How long we wait for its answer: longer than the poll. Default 35,000. */
  clientTimeoutMs?: number;
  /** Updates in one answer, 1–100. Default 100. */
  limit?: number;
}

/**
 * What is asked for. Channel posts are no commands: they are fetched so that the gateway sees and sets them aside
 * knowingly, instead of Telegram keeping them back.
 */
const allowedUpdates = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'channel_post'] as const;

/**
 * The receiving half of Telegram: one long poll a call, on a socket of its own. Updates come as they are,
 * unchecked. A poll called off by its signal rejects at once, as `not_sent`: it confirmed nothing that its
 * offset did not.
 */
export function telegramPoller(options: TelegramPollerOptions): TelegramPoller & { close(): void } {
  const { longPollSeconds = 30, clientTimeoutMs = 35_000, limit = 100 } = options;
  const client = telegramClient({ ...options, timeoutMs: clientTimeoutMs, socketsMax: 2 });
  return {
    async poll(offset, signal) {
      const payload = { timeout: longPollSeconds, limit, allowed_updates: allowedUpdates };
      const updates: unknown = await client
        .call('getUpdates', offset === undefined ? payload : { ...payload, offset }, signal)
        .catch(error => {
          throw signal.aborted ? calledOff() : error;
        });
      if (Array.isArray(updates)) return updates;
      throw new TelegramError({ kind: 'unknown', description: 'getUpdates: the answer is not a list of updates' });
    },
    close: () => client.close(),
  };
}

const calledOff = () => new TelegramError({ kind: 'not_sent', description: 'getUpdates: called off' });
