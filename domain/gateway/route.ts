import { categoryOf, type StreamName } from '../ids.ts';
import type { Command, Instant } from '../message.ts';
import type { GatewayEvent } from './events.ts';
import { type CallbackQuery, type Message, update as updateSchema } from './update.ts';

type Received = Extract<GatewayEvent, { type: 'UpdateReceived' }>;

/** The id of the command that a received update becomes, and of everything that follows from it. */
export function commandIdOf(updateId: number): string {
  return `tg-${updateId}`;
}

/**
 * The order to a chat that a received update stands for. Pure, so that the log alone is enough to give it
 * again: the same update gives the same command, with the same id.
 */
export function commandOf({ updateId, chatId, userId, role, update, at }: Received, eventId: string): Command {
  const { message, edited_message, callback_query } = updateSchema.parse(update);
  const order =
    callback_query !== undefined
      ? pressOf(callback_query, at)
      : messageOf((message ?? edited_message)!, message === undefined);
  const id = commandIdOf(updateId);
  const actor = { id: `tg:${userId}`, role };
  return { id, stream: chatStream(chatId), ...order, correlationId: id, causationId: eventId, actor, traffic: 'real' };
}

export function chatStream(chatId: number): StreamName {
  return `chat-${chatId}`;
}

export function outboxStream(chatId: number): StreamName {
  return `outbox-${chatId}`;
}

/** The chat that a chat's or an outbox's stream belongs to. */
export function chatIdOf(stream: StreamName): number {
  return Number(stream.slice(categoryOf(stream).length + 1));
}

type Order = Pick<Command, 'type' | 'data'>;

function messageOf(message: Message, edited: boolean): Order {
  const { message_id: messageId, text, migrate_to_chat_id: toChatId } = message;
  const where = whereOf(message, message.edit_date ?? message.date);
  if (toChatId !== undefined) return { type: 'MoveChat', data: { ...where, toChatId } };
  if (text === undefined) return { type: 'ReceiveOther', data: { ...where, messageId, what: whatIs(message) } };
  return { type: 'ReceiveText', data: { ...where, messageId, text, edited } };
}

/** A press has no time of its own: that of its arrival stands for it, since Telegram drops old ones itself. */
function pressOf({ id: callbackId, message, data }: CallbackQuery, sentAt: Instant): Order {
  const { message_id: messageId } = message!;
  return { type: 'PressButton', data: { ...whereOf(message!), sentAt, callbackId, messageId, data: data ?? '' } };
}

function whereOf({ chat, message_thread_id: threadId }: Pick<Message, 'chat' | 'message_thread_id'>, seconds?: number) {
  return {
    chatId: chat.id,
    kind: chat.type,
    ...(chat.title === undefined ? {} : { title: chat.title }),
    ...(threadId === undefined ? {} : { threadId }),
    ...(seconds === undefined ? {} : { sentAt: new Date(seconds * 1000).toISOString() }),
  };
}

/** Telegram names the content by its field. */
function whatIs(message: object): string {
  const kinds = ['photo', 'voice', 'sticker', 'video', 'document', 'audio', 'location', 'contact', 'poll', 'animation'];
  return kinds.find(kind => kind in message) ?? 'message without text';
}
