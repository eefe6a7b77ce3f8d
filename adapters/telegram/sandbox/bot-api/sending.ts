import { inlineKeyboard } from '../checks/keyboard.ts';
import { captionText, type FormattedText, messageText } from '../checks/text.ts';
import type { Params } from '../http/params.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Message } from '../shapes.ts';
import { chatOf, type Destination, destinationOf, openChat } from './access.ts';
import { badRequest } from './bot-error.ts';
import { documentOf, photoOf } from './files.ts';
import type { Method } from './method.ts';

export const sendMessage: Method = (params, sandbox) => {
  const content = asText(messageText(params));
  return send(params, sandbox, destinationOf(params, sandbox), content);
};

export const sendPhoto: Method = (params, sandbox) => {
  const caption = captionText(params);
  const destination = destinationOf(params, sandbox);
  return send(params, sandbox, destination, { photo: [photoOf(params, 'photo', sandbox)], ...asCaption(caption) });
};

export const sendDocument: Method = (params, sandbox) => {
  const caption = captionText(params);
  const destination = destinationOf(params, sandbox);
  return send(params, sandbox, destination, {
    document: documentOf(params, 'document', sandbox),
    ...asCaption(caption),
  });
};

const chatActions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
]);

export const sendChatAction: Method = (params, sandbox) => {
  const { chat } = openChat(params, sandbox);
  const action = params.text('action');
  if (!chatActions.has(action)) throw badRequest('wrong parameter action in request');
  const threadId = params.integer('message_thread_id', 0);
  sandbox.notices.tell({ kind: 'action', chatId: chat.id, action, ...(threadId === 0 ? {} : { threadId }) });
  return true;
};

export const getChat: Method = (params, sandbox) => {
  const { chat } = chatOf(params, sandbox);
  return { ...chat, accent_color_id: 0, max_reaction_count: 11 };
};

/** The fields of a text message; no empty list of entities, as on the wire. */
export function asText({ text, entities }: FormattedText): Pick<Message, 'text' | 'entities'> {
  return entities.length === 0 ? { text } : { text, entities };
}

/** The fields of a caption; none without one. */
export function asCaption(caption: FormattedText | undefined): Pick<Message, 'caption' | 'caption_entities'> {
  if (caption === undefined) return {};
  const { text, entities } = caption;
  return entities.length === 0 ? { caption: text } : { caption: text, caption_entities: entities };
}

function send(params: Params, sandbox: Sandbox, destination: Destination, content: Partial<Message>): Message {
  const { record, placing } = destination;
  const markup = inlineKeyboard(params);
  const sender = record.chat.type === 'channel' ? { sender_chat: record.chat } : { from: sandbox.bot };
  const fields = { ...sender, ...placing, ...content, ...(markup === undefined ? {} : { reply_markup: markup }) };
  return sandbox.deliver(record, fields, params.flag('disable_notification'));
}
