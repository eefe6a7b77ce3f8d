import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chat, Message } from '../../adapters/telegram/sandbox/shapes.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Config } from '../config.ts';

/** The part of the sandbox' state that is used here, as it says it. */
export interface SandboxState {
  sequence: number;
  bot: { id: number };
  users: { id: number; firstName: string }[];
  chats: { chat: Chat }[];
  /** As the sandbox keeps them. */
  messages: { message: Message }[];
}

export type SandboxApi = ReturnType<typeof sandboxApi>;

/** What the command line does in the sandbox of this data directory. @throws {Refusal} */
export function sandboxApi({ dataDirectory }: Config) {
  const url = addressIn(join(dataDirectory, 'sandbox', 'sandbox.json'));
  // The sandbox' own hints are for those who call it by hand.
  const hint = `Look at the chat page: ${url}`;
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${url}/sandbox/api/${path}`, { signal: AbortSignal.timeout(10_000), ...init }).catch(
      cause => {
        throw new Refusal('upstream_unavailable', `The sandbox does not answer: ${cause.message}.`, {
          hint: 'Is the program running? Start it with `npm start`.',
        });
      },
    );
    if (response.ok) return response;
    const { error } = (await response.json()) as { error?: string };
    throw new Refusal('invalid_request', error ?? `The sandbox says ${response.status}.`, { hint });
  };
  return {
    state: async (since = 0) => (await (await call(`state?since=${since}`)).json()) as SandboxState,
    /** @returns the number of the update; null when the bot is not told. */
    post: async (path: 'send' | 'press', body: object) => {
      const headers = { 'content-type': 'application/json' };
      const response = await call(path, { method: 'POST', headers, body: JSON.stringify(body) });
      return ((await response.json()) as { updateId: number | null }).updateId;
    },
    file: async (fileId: string) => Buffer.from(await (await call(`file/${fileId}`)).arrayBuffer()),
  };
}

function addressIn(path: string): string {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { url: string }).url;
  } catch {
    throw new Refusal('upstream_unavailable', 'There is no sandbox in this data directory.', {
      hint: 'Start the program without a bot token: `npm start`.',
    });
  }
}

/** @throws {Refusal} `not_found` */
export function requireChat({ chats }: SandboxState, chatId: number): void {
  if (chats.some(({ chat }) => chat.id === chatId)) return;
  const names = chats.map(({ chat }) => `${chat.title ?? chat.first_name ?? 'a chat'} (${chat.id})`);
  throw new Refusal('not_found', `The sandbox has no chat ${chatId}.`, { hint: `There are ${names.join(', ')}.` });
}

/** By number or first name. @throws {Refusal} `not_found` */
export function personNamed({ users }: SandboxState, who: string): number {
  const person = users.find(({ id, firstName }) => String(id) === who || firstName.toLowerCase() === who.toLowerCase());
  if (person !== undefined) return person.id;
  throw new Refusal('not_found', `Nobody in the sandbox is called ${who}.`, {
    hint: `There are ${users.map(({ firstName, id }) => `${firstName} (${id})`).join(', ')}.`,
  });
}

/** In no order. */
export function messagesIn({ messages }: SandboxState, chatId: number): Message[] {
  return messages.map(({ message }) => message).filter(({ chat }) => chat.id === chatId);
}

/** The button with that label on the newest message that has one. @throws {Refusal} `not_found` */
export function pressOf(state: SandboxState, chatId: number, label: string): { messageId: number; data: string } {
  const newestFirst = messagesIn(state, chatId)
    .sort((one, other) => other.message_id - one.message_id)
    .map(({ message_id: messageId, reply_markup }) => ({
      messageId,
      buttons: reply_markup?.inline_keyboard.flat() ?? [],
    }));
  for (const { messageId, buttons } of newestFirst) {
    const button = buttons.find(({ text }) => text === label);
    if (button?.callback_data !== undefined) return { messageId, data: button.callback_data };
  }
  const labels = newestFirst.find(({ buttons }) => buttons.length > 0)?.buttons.map(({ text }) => `“${text}”`) ?? [];
  const hint = labels.length === 0 ? 'Send /start for buttons.' : `The newest buttons are ${labels.join(', ')}.`;
  throw new Refusal('not_found', `No message here has a button “${label}”.`, { hint });
}
