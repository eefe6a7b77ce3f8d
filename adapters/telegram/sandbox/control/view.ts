import { commandsSeenBy } from '../bot-api/commands.ts';
import type { ApiCall } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import type { BotCommand } from '../shapes.ts';
import type { Fields } from './fields.ts';
import { chatIn, personIn } from './lookup.ts';

/**
 * What the page shows: people, chats, and the messages touched after `since` (default 0), at most `perChat` of the
 * newest in each chat (default 200).
 */
export function view(fields: Fields, sandbox: Sandbox) {
  const { state, bot, lastPollAt, poll } = sandbox;
  const since = fields.optionalInteger('since') ?? 0;
  const perChat = fields.count('perChat', 200);
  return {
    sequence: state.sequence,
    bornAt: state.bornAt,
    now: sandbox.clock.now(),
    bot,
    users: [...state.users.values()],
    chats: [...state.chats.values()],
    messages: [...state.messages.all(since, perChat)],
    commands: [...state.commands.values()],
    polling: { lastPollAt: lastPollAt === 0 ? null : lastPollAt, isWaiting: poll.isWaiting },
  };
}

/** The commands that `userId` is offered in `chatId`. */
export function offeredCommands(fields: Fields, sandbox: Sandbox): { commands: BotCommand[] } {
  return { commands: commandsSeenBy(personIn(fields, sandbox).id, chatIn(fields, sandbox), sandbox) };
}

/** The calls of the Bot API in order: all, or those for `chatId`, of `method`, after number `since`. */
export function transcript(fields: Fields, { state }: Sandbox): { calls: ApiCall[] } {
  const chatId = fields.optionalInteger('chatId');
  const method = fields.optionalText('method');
  const since = fields.optionalInteger('since') ?? 0;
  const calls = state.calls.filter(
    call =>
      call.number > since &&
      (chatId === undefined || call.chatId === chatId) &&
      (method === undefined || call.method === method),
  );
  return { calls };
}
