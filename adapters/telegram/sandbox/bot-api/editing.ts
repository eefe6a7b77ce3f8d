import { isDeepStrictEqual } from 'node:util';
import { inlineKeyboard } from '../checks/keyboard.ts';
import { captionText, messageText } from '../checks/text.ts';
import { Params } from '../http/params.ts';
import type { Sandbox } from '../sandbox.ts';
import { telegramLimits } from '../settings.ts';
import type { Message } from '../shapes.ts';
import { openChat } from './access.ts';
import { badRequest } from './bot-error.ts';
import { documentOf, photoOf } from './files.ts';
import type { Method } from './method.ts';
import { asCaption, asText } from './sending.ts';

export const editMessageText: Method = (params, sandbox) => {
  const content = asText(messageText(params));
  const message = editable(params, sandbox);
  if (message.text === undefined) throw badRequest('there is no text in the message to edit');
  const { text: _, entities: __, ...rest } = message;
  return change(params, sandbox, message, { ...rest, ...content });
};

export const editMessageCaption: Method = (params, sandbox) => {
  const caption = captionText(params);
  const message = editable(params, sandbox);
  if (message.text !== undefined) throw badRequest('there is no caption in the message to edit');
  const { caption: _, caption_entities: __, ...rest } = message;
  return change(params, sandbox, message, { ...rest, ...asCaption(caption) });
};

export const editMessageMedia: Method = (params, sandbox) => {
  const media = mediaOf(params);
  const caption = captionText(media);
  const message = editable(params, sandbox);
  const content =
    media.text('type') === 'photo'
      ? { photo: [photoOf(media, 'media', sandbox)] }
      : { document: documentOf(media, 'media', sandbox) };
  const { photo, document, text, entities, caption: _, caption_entities, ...rest } = message;
  return change(params, sandbox, message, { ...rest, ...content, ...asCaption(caption) });
};

export const editMessageReplyMarkup: Method = (params, sandbox) => {
  const message = editable(params, sandbox);
  return change(params, sandbox, message, message);
};

export const deleteMessage: Method = (params, sandbox) => {
  const record = openChat(params, sandbox);
  const messageId = params.integer('message_id', 0);
  if (messageId === 0) throw badRequest('message identifier is not specified');
  const message = sandbox.state.messages.get(record.chat.id, messageId)?.message;
  if (message === undefined) throw badRequest('message to delete not found');
  if (!isOwn(message, sandbox) && record.chat.type !== 'private') throw badRequest("message can't be deleted");
  if (sandbox.clock.now() - message.date * 1000 > telegramLimits.deletableForMs) {
    throw badRequest("message can't be deleted for everyone");
  }
  sandbox.record({ kind: 'deleted', chatId: record.chat.id, messageId });
  return true;
};

/** The media to put in: a JSON object with the fields of a send, whose file may be attached to the call. */
function mediaOf(params: Params): Params {
  const value = params.json('media', "can't parse InputMedia: can't parse JSON object");
  if (value === undefined) throw badRequest('input media is not specified');
  if (typeof value !== 'object' || value === null) throw badRequest("can't parse InputMedia: expected an Object");
  const media = new Params(value as Record<string, unknown>, params.files);
  const type = media.text('type');
  if (type !== 'photo' && type !== 'document') {
    throw badRequest(`can't parse InputMedia: type "${type}" is unsupported`);
  }
  return media;
}

function editable(params: Params, sandbox: Sandbox): Message {
  const messageId = params.integer('message_id', 0);
  if (messageId === 0 && !params.has('inline_message_id')) throw badRequest('message identifier is not specified');
  const { chat } = openChat(params, sandbox);
  const message = sandbox.state.messages.get(chat.id, messageId)?.message;
  if (message === undefined) throw badRequest('message to edit not found');
  if (!isOwn(message, sandbox)) throw badRequest("message can't be edited");
  return message;
}

function isOwn(message: Message, sandbox: Sandbox): boolean {
  return message.from?.id === sandbox.bot.id || message.sender_chat?.type === 'channel';
}

/** An edit without a keyboard takes the keyboard away. Only a change of content marks the message as edited. */
function change(params: Params, sandbox: Sandbox, before: Message, content: Message): Message {
  const markup = inlineKeyboard(params);
  const { reply_markup: _, ...rest } = content;
  const after = markup === undefined ? rest : { ...rest, reply_markup: markup };
  if (isDeepStrictEqual(plain(after), plain(before))) throw notModified();
  const edited = content === before ? after : { ...after, edit_date: sandbox.seconds() };
  sandbox.replace(edited);
  return edited;
}

const notModified = () =>
  badRequest(
    'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
      'content and reply markup of the message',
  );

function plain({ edit_date: _, ...message }: Message): Message {
  return message;
}
