import type { OutboxEvent } from '../../domain/outbox/events.ts';
import { at, later, type Samples } from './sample.ts';

const delivery = { replyId: 'tg-70001:0', revision: '12', part: 0 };

export const outboxSamples: Samples<OutboxEvent> = {
  stream: 'outbox--1000000002001',
  data: {
    DeliveryAttempted: { ...delivery, parts: 2, attempt: 1, action: 'send', at },
    Delivered: { ...delivery, last: false, messageId: 4212, revised: 'tg-69990/0', at, durationMs: 96 },
    DeliveryDelayed: {
      ...delivery,
      attempt: 1,
      code: 'throttled',
      cause: 'Too Many Requests: retry after 17',
      retryAt: later,
      at,
    },
    DeliveryOutcomeUnknown: { ...delivery, attempt: 1, cause: 'socket hang up', next: 'repeat', at },
    DeliveryAbandoned: { ...delivery, code: 'gone', cause: 'the message it was to change is not there any more', at },
    ChatUnreachable: { cause: 'Forbidden: bot was blocked by the user', at },
    DestinationMoved: { toChatId: -1000000002001, at },
  },
};
