import { badRequest } from '../bot-api/bot-error.ts';
import type { Params } from '../http/params.ts';
import type { CommandList } from '../records.ts';
import { telegramLimits } from '../settings.ts';
import type { BotCommand } from '../shapes.ts';

const COMMAND_LENGTH_MAX = 32;
const DESCRIPTION_LENGTH_MAX = 256;

/**
 * The commands of `setMyCommands`, each without its slash.
 * @throws {BotError} 400 for more than 100, a name that is not 1–32 of `a-z0-9_`, a description not of 1–256.
 */
export function commandsOf(params: Params): BotCommand[] {
  const given = params.json('commands', "can't parse commands JSON object");
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw badRequest('expected an Array of BotCommand');
  if (given.length > telegramLimits.commandsPerList) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  return given.map(readCommand);
}

function readCommand(value: unknown): BotCommand {
  if (typeof value !== 'object' || value === null) throw badRequest("can't parse BotCommand: expected an Object");
  const { command, description } = value as Record<string, unknown>;
  if (typeof command !== 'string') throw badRequest('can\'t parse BotCommand: Can\'t find field "command"');
  if (typeof description !== 'string') throw badRequest('can\'t parse BotCommand: Can\'t find field "description"');
  return { command: checkName(command.trim().replace(/^\//, '')), description: checkDescription(description.trim()) };
}

function checkName(name: string): string {
  if (name === '') throw badRequest('command must be non-empty');
  if ([...name].length > COMMAND_LENGTH_MAX) throw badRequest(`command length must not exceed ${COMMAND_LENGTH_MAX}`);
  if (!/^[a-z0-9_]+$/.test(name)) throw badRequest('BOT_COMMAND_INVALID');
  return name;
}

function checkDescription(description: string): string {
  if (description === '') throw badRequest('command description must be non-empty');
  if ([...description].length > DESCRIPTION_LENGTH_MAX) {
    throw badRequest(`command description length must not exceed ${DESCRIPTION_LENGTH_MAX}`);
  }
  return description;
}

const wideScopes = new Set(['default', 'all_private_chats', 'all_group_chats', 'all_chat_administrators']);
const chatScopes = new Set(['chat', 'chat_administrators', 'chat_member']);

/**
 * Scope and language of a command list, and the key they make.
 * @throws {BotError} 400 in Telegram's words when either cannot be read.
 */
export function scopeOf(params: Params): Pick<CommandList, 'key' | 'scope' | 'languageCode'> {
  const languageCode = params.text('language_code');
  if (!/^([a-z]{2})?$/.test(languageCode)) throw badRequest('invalid language code specified');
  const scope = readScope(params.json('scope', "can't parse BotCommandScope JSON object") ?? { type: 'default' });
  const key = [scope.type, scope.chat_id ?? '', scope.user_id ?? '', languageCode].join(':');
  return { key, scope, languageCode };
}

function readScope(value: unknown): CommandList['scope'] {
  if (typeof value !== 'object' || value === null) throw scopeError('BotCommandScope must be an Object');
  const { type, chat_id, user_id } = value as Record<string, unknown>;
  if (typeof type !== 'string') throw scopeError('Can\'t find field "type"');
  if (wideScopes.has(type)) return { type };
  if (!chatScopes.has(type)) throw scopeError('Unsupported type specified');
  if (chat_id === undefined || chat_id === '') throw scopeError('Empty chat_id specified');
  if (type !== 'chat_member') return { type, chat_id: Number(chat_id) };
  if (!(Number(user_id) > 0)) throw scopeError('Invalid user_id specified');
  return { type, chat_id: Number(chat_id), user_id: Number(user_id) };
}

const scopeError = (what: string) => badRequest(`can't parse BotCommandScope: ${what}`);
