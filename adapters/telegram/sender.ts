import assert from 'node:assert/strict';
import { type Destination, type Outgoing, TelegramError, type TelegramSender } from '../../actors/ports.ts';
import { cleanText } from '../terminal/clean.ts';
import { type TelegramClient, type TelegramClientOptions, telegramClient } from './client.ts';
import { photoBytesMax, withUpload } from './media.ts';
import { type MessageContent, outgoing } from './outgoing.ts';
import { firstLines } from './split.ts';

export interface TelegramSenderOptions extends Omit<TelegramClientOptions, 'timeoutMs'> {
  /** Each call, an upload included. Default 15,000. */
  callTimeoutMs?: number;
}

const captionMax = 1024;
const captionLinesMax = 100;
const callbackTextMax = 200;
const noPreview = { is_disabled: true };

/** The sending half of Telegram. Each call of the Bot API is made once; what to repeat is the outbox's matter. */
export function telegramSender(options: TelegramSenderOptions): TelegramSender & { close(): void } {
  const client = telegramClient({ ...options, timeoutMs: options.callTimeoutMs ?? 15_000 });
  return {
    render: reply => outgoing(reply).map(content => ({ content })),
    async send(to, message) {
      const sent: unknown = await sendContent(client, destinationOf(to), contentOf(message));
      const messageId = (sent as { message_id?: unknown } | null)?.message_id;
      if (Number.isSafeInteger(messageId)) return { messageId: messageId as number };
      throw new TelegramError({ kind: 'unknown', description: 'sent, but the answer names no message' });
    },
    edit: (to, message) => unless(/message is not modified/i, editContent(client, idsOf(to), contentOf(message))),
    acknowledge: (callbackId, text) =>
      unless(/query is too old|query id is invalid/i, answer(client, callbackId, text)),
    close: () => client.close(),
  };
}

function contentOf(message: Outgoing): MessageContent {
  const content = message.content as MessageContent | undefined;
  assert(content?.kind === 'text' || content?.kind === 'document' || content?.kind === 'photo', 'not rendered here');
  return content;
}

function destinationOf({ chatId, threadId, replyTo, silent }: Destination) {
  return {
    chat_id: chatId,
    ...(threadId === undefined ? {} : { message_thread_id: threadId }),
    ...(replyTo === undefined
      ? {}
      : { reply_parameters: { message_id: replyTo, allow_sending_without_reply: true as const } }),
    ...(silent ? { disable_notification: true } : {}),
  };
}

const idsOf = ({ chatId, messageId }: { chatId: number; messageId: number }) => ({
  chat_id: chatId,
  message_id: messageId,
});
const markupOf = ({ markup }: MessageContent) => (markup ? { reply_markup: markup } : {});
const captionOf = ({ text, entities }: { text: string; entities: unknown[] }) =>
  text === '' ? {} : { caption: text, caption_entities: entities as never };

async function sendContent(client: TelegramClient, to: ReturnType<typeof destinationOf>, content: MessageContent) {
  const markup = markupOf(content);
  if (content.kind === 'text') {
    return client.call('sendMessage', { ...to, ...content.body, ...markup, link_preview_options: noPreview });
  }
  const caption = captionOf(content.caption);
  return withUpload<unknown>(content.source, content.name, (file, bytes) =>
    content.kind === 'photo' && bytes <= photoBytesMax
      ? client.upload('sendPhoto', { ...to, photo: file, ...caption, ...markup })
      : client.upload('sendDocument', { ...to, document: file, ...caption, ...markup }),
  );
}

async function editContent(client: TelegramClient, ids: ReturnType<typeof idsOf>, content: MessageContent) {
  const markup = markupOf(content);
  if (content.kind !== 'text') {
    return withUpload(content.source, content.name, (media, bytes) => {
      const type = content.kind === 'photo' && bytes <= photoBytesMax ? 'photo' : 'document';
      return client.upload('editMessageMedia', {
        ...ids,
        ...markup,
        media: { type, media, ...captionOf(content.caption) },
      });
    });
  }
  try {
    return await client.call('editMessageText', {
      ...ids,
      ...content.body,
      ...markup,
      link_preview_options: noPreview,
    });
  } catch (error) {
    if (!says(error, /there is no text in the message/i)) throw error;
    // A chart or a file: its words are a caption.
    return client.call('editMessageCaption', {
      ...ids,
      ...captionOf(firstLines(content.body, captionMax, captionLinesMax)),
      ...markup,
    });
  }
}

function answer(client: TelegramClient, callbackId: string, text = '') {
  const shown = cleanText(text).slice(0, callbackTextMax).toWellFormed();
  return client.call('answerCallbackQuery', {
    callback_query_id: callbackId,
    ...(shown === '' ? {} : { text: shown }),
  });
}

/** Waits; a refusal in the words of `nothingToDo` is a success. */
async function unless(nothingToDo: RegExp, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!says(error, nothingToDo)) throw error;
  }
}

function says(error: unknown, words: RegExp): boolean {
  return error instanceof TelegramError && error.failure.kind === 'rejected' && words.test(error.failure.description);
}
