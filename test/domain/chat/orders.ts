import { chatAggregate } from '../../../domain/chat/aggregate.ts';
import type { ChatSettings } from '../../../domain/chat/settings.ts';
import { ada, after, given, noon } from '../given.ts';

/** A chat's orders and facts, as short as a test wants them. */

export const settings: ChatSettings = {
  botName: 'binnacle_bot',
  commandTtlMs: 300_000,
  deadlineMs: 30_000,
  dialogueMs: 300_000,
  perMinute: 20,
  perFiveSeconds: 5,
};

export const chat = given(chatAggregate(settings));

const privately = { chatId: 1001, kind: 'private', sentAt: noon };
export const inGroup = { chatId: -1001, kind: 'supergroup' };

export const text = (words: string, more: object = {}) => ({
  type: 'ReceiveText',
  id: 'tg-1',
  ...privately,
  messageId: 10,
  text: words,
  edited: false,
  ...more,
});
export const pressed = (data: string, more: object = {}) => ({
  type: 'PressButton',
  id: 'tg-2',
  ...privately,
  callbackId: 'cb-1',
  messageId: 11,
  data,
  ...more,
});

export const opened = { type: 'ChatOpened', chatId: 1001, kind: 'private', at: noon };
export const accepted = (commandId: string, name = 'cpu', more: object = {}) => ({
  type: 'CommandAccepted',
  commandId,
  name,
  args: {},
  by: ada,
  place: { messageId: 10 },
  at: noon,
  deadlineAt: after(30),
  ...more,
});
export const answered = (commandId: string, name = 'cpu') => ({
  type: 'CommandAnswered',
  commandId,
  name,
  at: noon,
  durationMs: 5,
});
export const asked = (more: object = {}) => ({
  type: 'DialogueAsked',
  dialogueId: 'd1',
  commandId: 'tg-0',
  name: 'trace',
  args: {},
  asks: 'id',
  choices: [{ label: 'the last one', value: 'tg-77' }],
  by: ada,
  place: { messageId: 9 },
  at: noon,
  expiresAt: after(300),
  ...more,
});
