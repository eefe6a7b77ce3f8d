import { commandsOf, scopeOf } from '../checks/command-list.ts';
import type { Params } from '../http/params.ts';
import type { ChatRecord, CommandList } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import type { BotCommand } from '../shapes.ts';
import { badRequest } from './bot-error.ts';
import type { Method } from './method.ts';

export const setMyCommands: Method = (params, sandbox) => {
  const list: CommandList = { ...knownScopeOf(params, sandbox), commands: commandsOf(params) };
  sandbox.record({ kind: 'commands', list });
  return true;
};

export const getMyCommands: Method = (params, sandbox) =>
  sandbox.state.commands.get(knownScopeOf(params, sandbox).key)?.commands ?? [];

export const deleteMyCommands: Method = (params, sandbox) => {
  const scope = knownScopeOf(params, sandbox);
  if (sandbox.state.commands.has(scope.key)) sandbox.record({ kind: 'commands', list: { ...scope, commands: [] } });
  return true;
};

/** The commands a person sees in a chat: the list of the narrowest scope that has one, as the clients choose it. */
export function commandsSeenBy(userId: number, record: ChatRecord, sandbox: Sandbox): BotCommand[] {
  for (const key of scopesFor(userId, record)) {
    const list = sandbox.state.commands.get(`${key}:`);
    if (list !== undefined) return list.commands;
  }
  return [];
}

function scopesFor(userId: number, { chat, administrators }: ChatRecord): string[] {
  if (chat.type === 'private') return [`chat:${chat.id}:`, 'all_private_chats::', 'default::'];
  const isAdministrator = administrators.includes(userId);
  return [
    `chat_member:${chat.id}:${userId}`,
    ...(isAdministrator ? [`chat_administrators:${chat.id}:`] : []),
    `chat:${chat.id}:`,
    ...(isAdministrator ? ['all_chat_administrators::'] : []),
    'all_group_chats::',
    'default::',
  ];
}

function knownScopeOf(params: Params, sandbox: Sandbox): Pick<CommandList, 'key' | 'scope' | 'languageCode'> {
  const list = scopeOf(params);
  const { type, chat_id: chatId } = list.scope;
  if (chatId === undefined) return list;
  const chat = sandbox.state.chats.get(chatId)?.chat;
  if (chat === undefined) throw badRequest('chat not found');
  if (chat.type === 'private' && type !== 'chat') throw badRequest("can't use specified scope in private chats");
  return list;
}
