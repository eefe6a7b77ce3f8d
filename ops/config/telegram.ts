import { z } from 'zod';
import { backoff, milliseconds, path, seconds, section, text, whole } from './fields.ts';

/** How the program speaks to Telegram, or to the sandbox that stands in for it. */

const pace = section(
  {
    perChatPerSecond: whole(
      1,
      [1, 1000],
      'messages a second',
      'lasting rate to one chat; a local Bot API server bears more',
    ),
    perChatBurst: whole(5, [1, 10_000], 'messages', 'how many may go to one chat at once before the rate counts'),
    groupPerMinute: whole(20, [1, 60_000], 'messages a minute', 'rate to one group; Telegram stops at 20'),
    globalPerSecond: whole(30, [1, 100_000], 'messages a second', 'rate over all chats; Telegram stops at about 30'),
  },
  'How fast messages go out.',
).prefault({});

const delivery = section(
  {
    retry: backoff('Waits between two attempts.', [500, 30_000]),
    giveUpAfterMs: milliseconds(
      86_400_000,
      [60_000, 604_800_000],
      'age at which a reply that cannot be delivered is given up',
    ),
  },
  'How hard a message is tried.',
).prefault({});

const sandbox = section(
  {
    host: text(/^[\w.:-]+$/, 'an address of this machine', 'address the sandbox listens on').default('127.0.0.1'),
    port: whole(8086, [0, 65_535], 'port', 'port of the sandbox and its chat page; 0 takes a free one'),
  },
  'The Bot API server that runs inside the program when there is no account.',
).prefault({});

export const telegram = section(
  {
    mode: z.enum(['sandbox', 'telegram']).optional().meta({
      description: 'whether to speak to Telegram or to the sandbox in the program',
      fallback: 'telegram when there is a token, else sandbox',
    }),
    tokenFile: path('file that holds the bot token and nothing else').optional().meta({
      fallback: 'the systemd credential telegram-token, when there is one',
    }),
    apiRoot: text(
      /^https?:\/\/[^\s/?#@]+$/,
      'http(s)://host[:port]',
      'where the Bot API is; another one for a local Bot API server',
    ).default('https://api.telegram.org'),
    longPollSeconds: seconds(30, [1, 50], 'how long one call waits for updates'),
    clientTimeoutSeconds: seconds(35, [2, 90], 'when such a call counts as lost; more than longPollSeconds'),
    callTimeoutMs: milliseconds(15_000, [1000, 120_000], 'deadline of every other call'),
    pollBackoff: backoff('Waits after failed polls.', [500, 60_000]),
    batchMax: whole(100, [1, 100], 'updates', 'most updates taken in one call'),
    pace,
    delivery,
    sandbox,
  },
  'The conversation with Telegram.',
).prefault({});
