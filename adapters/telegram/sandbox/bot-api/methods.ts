import { answerCallbackQuery } from './callbacks.ts';
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands.ts';
import {
  deleteMessage,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
} from './editing.ts';
import { getFile } from './files.ts';
import { leaveChat } from './leaving.ts';
import type { Method } from './method.ts';
import { deleteWebhook, getMe, getUpdates, getWebhookInfo, setWebhook } from './polling.ts';
import { getChat, sendChatAction, sendDocument, sendMessage, sendPhoto } from './sending.ts';

const all = {
  answerCallbackQuery,
  deleteMessage,
  deleteMyCommands,
  deleteWebhook,
  editMessageCaption,
  editMessageMedia,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getWebhookInfo,
  leaveChat,
  sendChatAction,
  sendDocument,
  sendMessage,
  sendPhoto,
  setMyCommands,
  setWebhook,
} satisfies Record<string, Method>;

export interface NamedMethod {
  name: string;
  run: Method;
  /** Counts against the flood limits. */
  isBudgeted: boolean;
}

/** By lower-case name: Telegram takes any case. */
export const methods: ReadonlyMap<string, NamedMethod> = new Map(
  Object.entries(all).map(([name, run]) => [
    name.toLowerCase(),
    { name, run, isBudgeted: /^(send|edit)/.test(name) && name !== 'sendChatAction' },
  ]),
);
