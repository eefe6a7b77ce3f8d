import type { Params } from '../http/params.ts';
import type { ChatRecord } from '../records.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Message } from '../shapes.ts';
import { badRequest, forbidden } from './bot-error.ts';

/**
 * The chat of `chat_id`, which may be an id or an @name.
 * @throws {BotError} 400 when there is none.
 */
export function chatOf(params: Params, sandbox: Sandbox): ChatRecord {
  const id = params.text('chat_id');
  if (id === '') throw badRequest('chat_id is empty');
  const record = id.startsWith('@')
    ? named(id.slice(1), sandbox)
    : sandbox.state.chats.get(params.integer('chat_id', 0));
  if (record === undefined || record.bot === 'unopened') throw badRequest('chat not found');
  return record;
}

/**
 * The chat of `chat_id`, where the bot may act.
 * @throws {BotError} 400 for none or one that became a supergroup, 403 where the bot was blocked or removed.
 */
export function openChat(params: Params, sandbox: Sandbox): ChatRecord {
  const record = chatOf(params, sandbox);
  if (record.migratedTo !== undefined) {
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: record.migratedTo });
  }
  if (record.bot === 'blocked') throw forbidden('bot was blocked by the user');
  if (record.bot === 'kicked') throw forbidden(`bot was kicked from the ${record.chat.type} chat`);
  if (record.bot === 'left') throw forbidden(`bot is not a member of the ${record.chat.type} chat`);
  return record;
}

/** Where a message goes: the chat, and the fields that place it there. */
export interface Destination {
  record: ChatRecord;
  placing: Pick<Message, 'message_thread_id' | 'is_topic_message' | 'reply_to_message'>;
}

/**
 * Reads chat, topic and the message replied to.
 * @throws {BotError} as `openChat`; 400 when the topic or the message is not there.
 */
export function destinationOf(params: Params, sandbox: Sandbox): Destination {
  const record = openChat(params, sandbox);
  const reply = replyOf(params, sandbox, record);
  const threadId = threadOf(params, record) ?? reply?.message_thread_id;
  const placing: Destination['placing'] = {};
  if (threadId !== undefined) Object.assign(placing, { message_thread_id: threadId, is_topic_message: true });
  if (reply !== undefined) placing.reply_to_message = withoutReply(reply);
  return { record, placing };
}

/** Only forums and private chats look at the topic: elsewhere Telegram ignores it. */
function threadOf(params: Params, { chat, topics }: ChatRecord): number | undefined {
  const threadId = params.integer('message_thread_id', 0);
  if (threadId === 0 || (chat.is_forum !== true && chat.type !== 'private')) return undefined;
  if (!topics.some(({ id }) => id === threadId)) throw badRequest('message thread not found');
  return threadId;
}

function replyOf(params: Params, sandbox: Sandbox, { chat }: ChatRecord): Message | undefined {
  const { messageId, chatId, mayBeGone } = replyParameters(params);
  if (messageId <= 0) return undefined;
  const message = sandbox.state.messages.get(chatId ?? chat.id, messageId)?.message;
  if (message === undefined && !mayBeGone) throw badRequest('message to be replied not found');
  return message;
}

function replyParameters(params: Params): { messageId: number; chatId?: number; mayBeGone: boolean } {
  const given = params.json('reply_parameters', "can't parse reply parameters JSON object");
  if (given === undefined) {
    return {
      messageId: params.integer('reply_to_message_id', 0),
      mayBeGone: params.flag('allow_sending_without_reply'),
    };
  }
  if (typeof given !== 'object' || given === null) throw badRequest('object expected as reply parameters');
  const { message_id, chat_id, allow_sending_without_reply } = given as Record<string, unknown>;
  return {
    messageId: Number(message_id) || 0,
    ...(chat_id === undefined ? {} : { chatId: Number(chat_id) }),
    mayBeGone: allow_sending_without_reply === true,
  };
}

/** A quoted message does not quote in turn. */
export function withoutReply({ reply_to_message: _, ...message }: Message): Message {
  return message;
}

function named(username: string, sandbox: Sandbox): ChatRecord | undefined {
  const wanted = username.toLowerCase();
  return sandbox.state.chats
    .values()
    .find(({ chat }) => chat.type !== 'private' && chat.username?.toLowerCase() === wanted);
}
