import { TelegramError } from '../../../actors/ports.ts';
import type { Engines } from '../engines.ts';
import type { Through } from './through.ts';

type Telegram = Engines['telegram'];

/** Telegram, but that sends and polls can be hit. A call that hangs is given up when the real one would be. */
export function faultyTelegram(
  telegram: Telegram,
  through: Through,
  { callTimeoutMs, pollTimeoutMs }: { callTimeoutMs: number; pollTimeoutMs: number },
): Telegram {
  const { sender, poller } = telegram;
  const failure = (kind: 'error' | 'hang', words: string) =>
    new TelegramError({ kind: kind === 'hang' ? 'unknown' : 'not_sent', description: words });
  return {
    ...telegram,
    sender: {
      render: reply => sender.render(reply),
      send: (to, message) => sent(() => sender.send(to, message)),
      edit: (to, message) => sent(() => sender.edit(to, message)),
      acknowledge: (callbackId, text) => sent(() => sender.acknowledge(callbackId, text)),
    },
    poller: {
      poll(offset, signal) {
        const ways = {
          hangMaxMs: pollTimeoutMs,
          failure: (_: string, words: string) => failure('error', words),
          drop: async (call: () => Promise<unknown[]>) => {
            await call();
            return [];
          },
          duplicate: async (call: () => Promise<unknown[]>) => (await call()).flatMap(update => [update, update]),
        };
        return through('telegram.poll', ways, () => poller.poll(offset, signal), signal);
      },
    },
  };

  function sent<Result>(call: () => Promise<Result>): Promise<Result> {
    const drop = async (lost: () => Promise<Result>, words: string): Promise<Result> => {
      await lost();
      throw failure('hang', words);
    };
    return through('telegram.send', { hangMaxMs: callTimeoutMs, failure, drop }, call);
  }
}
