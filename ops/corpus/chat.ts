import type { ChatEvent } from '../../domain/chat/events.ts';
import { ada, at, later, olu, type Samples } from './sample.ts';

const place = { threadId: 7, messageId: 4211 };

export const chatSamples: Samples<ChatEvent> = {
  stream: 'chat--1000000002001',
  data: {
    ChatOpened: { chatId: -1000000002001, kind: 'supergroup', title: 'Ops room ⚓', at },
    CommandAccepted: {
      commandId: 'tg-70001',
      name: 'replay',
      args: { stream: 'chat-1001', at: '12' },
      by: ada,
      place,
      at,
      deadlineAt: later,
    },
    CommandAnswered: {
      commandId: 'tg-70001',
      name: 'replay',
      at,
      durationMs: 184,
      flags: [{ flag: 'quote-answers', on: true, because: 'share' }],
    },
    CommandRefused: {
      commandId: 'tg-70002',
      name: 'audit',
      by: olu,
      code: 'forbidden',
      message: '/audit needs the role approver.',
      hint: 'Ask someone with the role named here.',
      retryAfterMs: 2500,
      told: true,
      at,
    },
    CommandQuarantined: { commandId: 'tg-70003', name: 'trace', cause: 'TypeError: steps is not iterable', at },
    MessageIgnored: { commandId: 'tg-70004', reason: 'a message of the room that is no command', at },
    DialogueAsked: {
      dialogueId: 'd7f3a90c11',
      commandId: 'tg-70005',
      name: 'replay',
      args: { at: '12' },
      asks: 'stream',
      choices: [{ label: 'This chat', value: 'chat--1000000002001' }],
      by: olu,
      place,
      at,
      expiresAt: later,
    },
    DialogueAnswered: {
      dialogueId: 'd7f3a90c11',
      commandId: 'tg-70006',
      argument: 'stream',
      value: 'chat--1000000002001',
      at,
    },
    DialogueEnded: { dialogueId: 'd7f3a90c11', reason: 'complete', at },
    ChatReset: { reason: 'a question was left open over lunch', by: olu, at },
    ChatMigrated: { toChatId: -1000000002001, at },
    ReplyRequested: {
      replyId: 'tg-70001:0',
      commandId: 'tg-70001',
      action: {
        type: 'revise',
        of: 'tg-69990/0',
        orElse: 'send',
        place: { threadId: 7, messageId: 4211 },
        silent: true,
      },
      reply: {
        blocks: [
          { type: 'heading', text: 'chat-1001 at revision 12' },
          { type: 'paragraph', spans: ['State: ', { text: 'ready', style: 'bold' }] },
          { type: 'facts', rows: [['revision', '12']] },
          { type: 'table', columns: ['time', 'event'], rows: [['09:26:53', 'CommandAnswered']] },
          { type: 'list', items: [['one ', { text: 'page', link: 'https://example.org/runbook' }]] },
          { type: 'code', text: '{"open":{}}' },
        ],
        buttons: [[{ label: 'Newer', data: 'v1:replay:chat-1001:13' }]],
        file: { name: 'state.json', mime: 'application/json', text: '{"open":{}}' },
      },
      at,
    },
  },
};
