import { telegramLimits } from '../settings.ts';
import { badRequest } from './bot-error.ts';
import type { Method } from './method.ts';

export const answerCallbackQuery: Method = (params, sandbox) => {
  const id = params.text('callback_query_id');
  const button = sandbox.state.pressed.get(id);
  if (button === undefined || sandbox.clock.now() - button.at > sandbox.settings.callbackMaxAgeMs) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  const text = params.text('text');
  if (text.length > telegramLimits.callbackAnswerUnits) throw badRequest('MESSAGE_TOO_LONG');
  sandbox.record({ kind: 'answered', id, text, alert: params.flag('show_alert'), url: params.text('url') });
  return true;
};
