import type { Invariant } from './view.ts';

const token = /\d{5,}:[\w-]{20,}|\/simulated\/token/;

export const noSecret: Invariant = {
  id: 'I26',
  says: 'no secret in an event, a log line or a message',
  watch({ broken }) {
    const check = (text: string, where: string) => token.test(text) && broken(`${where} holds a secret`);
    return {
      event: event => void check(JSON.stringify(event.data), `${event.type} in ${event.stream}`),
      logLine: (_level, fields, message) => void check(message + Object.values(fields).join(' '), 'a log line'),
      shown: ({ of, chatId }) => void check(of, `a message in ${chatId}`),
    };
  },
};
