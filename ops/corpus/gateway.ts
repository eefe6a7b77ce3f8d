import type { GatewayEvent } from '../../domain/gateway/events.ts';
import { at, later, type Samples } from './sample.ts';

export const gatewaySamples: Samples<GatewayEvent> = {
  stream: 'gateway-7000000001',
  data: {
    UpdateReceived: {
      updateId: 70_001,
      chatId: -1000000002001,
      userId: 1001,
      role: 'admin',
      update: {
        update_id: 70_001,
        message: {
          message_id: 4211,
          date: 1_773_480_413,
          chat: { id: -1000000002001, type: 'supergroup', title: 'Ops room ⚓', is_forum: true },
          from: { id: 1001, is_bot: false, first_name: 'Ada' },
          message_thread_id: 7,
          text: '/replay chat-1001 --at 12',
          entities: [{ type: 'bot_command', offset: 0, length: 7 }],
        },
      },
      at,
    },
    StrangerTurnedAway: { updateId: 70_010, kind: 'message', chatId: 1999, userId: 1999, at },
    UpdateSetAside: {
      updateId: 70_011,
      kind: 'message',
      reason: 'a forwarded message is never an order',
      chatId: 1001,
      userId: 1001,
      at,
    },
    UpdateQuarantined: {
      updateId: 70_012,
      reason: 'message.chat.id: expected a whole number',
      sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
      bytes: 48_211,
      at,
    },
    IdempotentReplay: { key: 'tg-70001', at },
    PollFailed: { kind: 'conflict', cause: 'conflict: terminated by other getUpdates request', at },
    PollConflict: { since: at, at: later },
    TelegramAuthLost: { since: at, at: later },
    PollRecovered: { kind: 'conflict', failures: 4, downMs: 7512, at },
  },
};
