import { badRequest } from '../bot-api/bot-error.ts';
import type { Params } from '../http/params.ts';
import { telegramLimits } from '../settings.ts';
import type { Button, InlineKeyboard } from '../shapes.ts';

/** Actions of a button, in the order in which Telegram looks for them: the first one counts. */
const actions = [
  'url',
  'callback_data',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'web_app',
  'copy_text',
] as const;

/**
 * The inline keyboard of a call; undefined for none, for an empty one, and for the kinds of markup that a message
 * does not keep (reply keyboards, forced replies).
 * @throws {BotError} 400 in Telegram's words when its shape, a text, an address or the data is not allowed.
 */
export function inlineKeyboard(params: Params): InlineKeyboard | undefined {
  const markup = params.json('reply_markup', "can't parse reply keyboard markup JSON object");
  if (markup === undefined) return undefined;
  if (!isObject(markup)) throw badRequest('object expected as reply markup');
  const rows = markup.inline_keyboard;
  if (rows === undefined) return undefined;
  if (!Array.isArray(rows)) throw badRequest('field "inline_keyboard" must be of type Array');
  const keyboard = rows.map(readRow).filter(row => row.length > 0);
  if (keyboard.length === 0) return undefined;
  checkSize(keyboard);
  return { inline_keyboard: keyboard };
}

function readRow(row: unknown): Button[] {
  if (Array.isArray(row)) return row.map(readButton);
  throw badRequest('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays');
}

function readButton(button: unknown): Button {
  if (!isObject(button)) throw buttonError('InlineKeyboardButton must be an Object');
  const { text } = button;
  if (text === undefined) throw buttonError('Can\'t find field "text"');
  if (typeof text !== 'string') throw buttonError('Field "text" must be of type String');
  if (text.trim() === '') throw badRequest('inline keyboard button text must be non-empty');
  const action = actions.find(name => button[name] !== undefined && button[name] !== '');
  if (action === undefined) throw buttonError('Text buttons are unallowed in the inline keyboard');
  const value = button[action];
  if (action === 'callback_data') checkCallbackData(value);
  if (action === 'url') checkUrl(value);
  return { text: text.trim(), [action]: value };
}

function checkCallbackData(data: unknown): void {
  if (typeof data !== 'string') throw buttonError('Field "callback_data" must be of type String');
  if (Buffer.byteLength(data) > telegramLimits.callbackDataBytes) throw badRequest('BUTTON_DATA_INVALID');
}

function checkUrl(url: unknown): void {
  if (typeof url === 'string' && (/^(https?|tg|ton):\/\/[^\s/]/i.test(url) || /^[\w-]+(\.[\w-]+)+/.test(url))) return;
  throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
}

function checkSize(rows: Button[][]): void {
  const { buttonsPerRow, buttonsPerMessage } = telegramLimits;
  const total = rows.reduce((sum, row) => sum + row.length, 0);
  if (total > buttonsPerMessage || rows.some(row => row.length > buttonsPerRow)) {
    throw badRequest('reply markup is too long');
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const buttonError = (what: string) => badRequest(`can't parse inline keyboard button: ${what}`);
