import { TelegramError, type TelegramFailure } from '../../actors/ports.ts';
import { type Role, role as roles } from '../../domain/message.ts';
import { cleanLine } from '../terminal/clean.ts';
import type { TelegramClient } from './client.ts';

export interface MenuCommand {
  /** Without the slash. */
  name: string;
  summary: string;
  /** The least role that may run it. */
  role: Role;
}

export interface MenusPublished {
  /** Chats whose menu was not as it should be, and is now. */
  changed: number;
  /** A menu is cosmetic: what failed is told, never thrown. */
  failures: { chatId: number | 'everyone'; failure: TelegramFailure }[];
}

const commandsMax = 100;
const summaryMax = 256;
/** What Telegram takes; a command with another name (`export-me`) works, but is in no menu. */
const menuName = /^[a-z0-9_]{1,32}$/;

/**
 * Shows each chat in its menu what its role may run, and strangers nothing. Asks first and sets only what differs:
 * one call a chat when nothing changed. Stops early when Telegram says wait or the token is refused. It is never
 * an authorisation.
 */
export async function publishMenus(
  client: TelegramClient,
  commands: readonly MenuCommand[],
  chats: readonly { chatId: number; role: Role }[],
): Promise<MenusPublished> {
  const published: MenusPublished = { changed: 0, failures: [] };
  const scopes = [
    { chatId: 'everyone' as const, scope: { type: 'default' as const }, menu: [] },
    ...chats.map(({ chatId, role }) => ({
      chatId,
      scope: { type: 'chat' as const, chat_id: chatId },
      menu: menuFor(commands, role),
    })),
  ];
  for (const { chatId, scope, menu } of scopes) {
    try {
      const present = await client.call('getMyCommands', { scope });
      if (JSON.stringify(present.map(entryOf)) === JSON.stringify(menu)) continue;
      if (menu.length === 0) await client.call('deleteMyCommands', { scope });
      else await client.call('setMyCommands', { scope, commands: menu });
      published.changed += 1;
    } catch (error) {
      if (!(error instanceof TelegramError)) throw error;
      published.failures.push({ chatId, failure: error.failure });
      if (['throttled', 'auth', 'not_sent'].includes(error.failure.kind)) break;
    }
  }
  return published;
}

const entryOf = ({ command, description }: { command: string; description: string }) => ({ command, description });
const rank = (role: Role) => roles.options.indexOf(role);

function menuFor(commands: readonly MenuCommand[], role: Role) {
  return commands
    .filter(command => menuName.test(command.name) && rank(command.role) <= rank(role))
    .slice(0, commandsMax)
    .map(({ name, summary }) => ({
      command: name,
      description: cleanLine(summary).trim().slice(0, summaryMax) || name,
    }));
}
