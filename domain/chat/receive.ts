import { addresses, parseCommand } from '../commands/parse.ts';
import { Refusal } from '../refusal.ts';
import { placeOf } from './accept.ts';
import type { ChatOrder } from './commands.ts';
import { answerDialogue } from './dialogue.ts';
import type { ChatEvent } from './events.ts';
import { run } from './run.ts';
import type { ChatSettings } from './settings.ts';
import type { Chat } from './state.ts';
import { type Asked, ignores } from './told.ts';

/**
 * A line of text: a command, the answer to a question this user was asked, or neither.
 * @throws {Refusal} with what to send instead.
 */
export function receiveText(order: Asked<ChatOrder<'ReceiveText'>>, chat: Chat, settings: ChatSettings): ChatEvent[] {
  const parsed = parseOrIgnore(order, settings);
  if (parsed === undefined) return ignores(order, 'not addressed to this bot');
  if (parsed.kind === 'foreign') return ignores(order, 'addressed to another bot');
  if (parsed.kind === 'text') return receiveWords(order, chat, settings);
  if (order.edited)
    throw new Refusal('invalid_request', 'An edited message is not run again.', { hint: 'Send it as a new message.' });
  return run({ order, chat, settings, place: placeOf(order), ...parsed });
}

/** In a group an unknown command is answered only where this bot is named: it may be meant for another. */
function parseOrIgnore({ text, kind }: ChatOrder<'ReceiveText'>, { botName }: ChatSettings) {
  try {
    return parseCommand(text, botName);
  } catch (refusal) {
    const unknown = refusal instanceof Refusal && refusal.code === 'unknown_command';
    if (unknown && kind !== 'private' && !addresses(text, botName)) return undefined;
    throw refusal;
  }
}

function receiveWords(order: Asked<ChatOrder<'ReceiveText'>>, chat: Chat, settings: ChatSettings): ChatEvent[] {
  const dialogue = chat.dialogues[order.by.id];
  if (order.edited) return ignores(order, 'an edited message');
  if (dialogue !== undefined && dialogue.place.threadId === order.threadId)
    return answerDialogue({ order, chat, settings, dialogue, value: order.text.trim(), place: placeOf(order) });
  if (order.kind !== 'private' && !addresses(order.text, settings.botName)) return ignores(order, 'small talk');
  throw new Refusal('unknown_command', 'I understand commands, not free text.', {
    hint: 'Send / to see them, or /start for buttons.',
  });
}

/** Photos, voice, stickers: in a group they are nobody's command. @throws {Refusal} `unsupported_media_type` */
export function receiveOther(order: Asked<ChatOrder<'ReceiveOther'>>): ChatEvent[] {
  if (order.kind !== 'private') return ignores(order, `a ${order.what} in a group`);
  throw new Refusal('unsupported_media_type', `I cannot read a ${order.what}.`);
}
