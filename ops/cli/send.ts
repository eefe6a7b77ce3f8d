import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Message } from '../../adapters/telegram/sandbox/shapes.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Config } from '../config.ts';
import { configured } from './sources.ts';

export interface SendOptions {
  as: string;
  chat?: number;
  press?: string;
  wait: number;
  json?: boolean;
}

interface SandboxState {
  sequence: number;
  bot: { id: number };
  users: { id: number; firstName: string }[];
  /** As the sandbox keeps them. */
  messages: { message: Message }[];
}

const lookEveryMs = 100;
/** The answer is whole when nothing came for so long: a long one has several messages. */
const quietMs = 600;

/**
 * Says something in the sandbox as one of its people and prints what the bot answers. Pictures and files are
 * saved under `<data>/received`, and their paths printed.
 * @throws {Refusal} `upstream_unavailable` without a sandbox; `deadline_exceeded` when nothing is answered.
 */
export async function send(file: string | undefined, text: string, options: SendOptions): Promise<void> {
  const config = configured(file);
  const sandbox = sandboxApi(config);
  const before = await sandbox.state();
  const userId = personNamed(before, options.as);
  const chatId = options.chat ?? userId;
  if (options.press === undefined) await sandbox.post('send', { chatId, userId, text });
  else await sandbox.post('press', { chatId, userId, ...pressOf(before, chatId, options.press) });
  const answers = await answersAfter(sandbox, before, chatId, options.wait);
  for (const message of answers) {
    if (options.json) console.log(JSON.stringify(message));
    else await print(message, sandbox, join(config.dataDirectory, 'received'));
  }
}

type SandboxApi = ReturnType<typeof sandboxApi>;

function sandboxApi({ dataDirectory }: Config) {
  const url = addressIn(join(dataDirectory, 'sandbox', 'sandbox.json'));
  const call = async (path: string, init?: RequestInit): Promise<Response> => {
    const response = await fetch(`${url}/sandbox/api/${path}`, { signal: AbortSignal.timeout(10_000), ...init }).catch(
      cause => {
        throw new Refusal('upstream_unavailable', `The sandbox does not answer: ${cause.message}.`, {
          hint: 'Is the program running? Start it with `npm start`.',
        });
      },
    );
    if (response.ok) return response;
    const { error, hint } = (await response.json()) as { error?: string; hint?: string };
    throw new Refusal('invalid_request', error ?? `The sandbox says ${response.status}.`, {
      hint: hint ?? 'Look at the chat page.',
    });
  };
  return {
    state: async (since = 0) => (await (await call(`state?since=${since}`)).json()) as SandboxState,
    post: (path: string, body: object) =>
      call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
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

function personNamed({ users }: SandboxState, who: string): number {
  const person = users.find(({ id, firstName }) => String(id) === who || firstName.toLowerCase() === who.toLowerCase());
  if (person !== undefined) return person.id;
  throw new Refusal('not_found', `Nobody in the sandbox is called ${who}.`, {
    hint: `There are ${users.map(({ firstName, id }) => `${firstName} (${id})`).join(', ')}.`,
  });
}

function messagesIn({ messages }: SandboxState, chatId: number): Message[] {
  return messages.map(({ message }) => message).filter(({ chat }) => chat.id === chatId);
}

/** The button with that label on the newest message that has one. */
function pressOf(state: SandboxState, chatId: number, label: string): { messageId: number; data: string } {
  const newestFirst = messagesIn(state, chatId).sort((one, other) => other.message_id - one.message_id);
  for (const { message_id: messageId, reply_markup } of newestFirst) {
    const button = reply_markup?.inline_keyboard.flat().find(({ text }) => text === label);
    if (button?.callback_data !== undefined) return { messageId, data: button.callback_data };
  }
  throw new Refusal('not_found', `No message here has a button “${label}”.`);
}

/** What the bot said or changed in the chat since then. */
async function answersAfter(
  sandbox: SandboxApi,
  before: SandboxState,
  chatId: number,
  waitMs: number,
): Promise<Message[]> {
  const endMs = performance.now() + waitMs;
  let found: Message[] = [];
  let sequence = -1;
  let changedMs = performance.now();
  while (performance.now() < endMs) {
    const now = await sandbox.state(before.sequence);
    if (now.sequence !== sequence) [sequence, changedMs] = [now.sequence, performance.now()];
    found = messagesIn(now, chatId).filter(({ from }) => from?.id === before.bot.id);
    if (found.length > 0 && performance.now() - changedMs >= quietMs) return found;
    await pause(lookEveryMs);
  }
  if (found.length > 0) return found;
  throw new Refusal('deadline_exceeded', `Nothing was answered within ${waitMs} ms.`, {
    hint: 'A stranger gets silence; otherwise look at /health.',
  });
}

async function print(message: Message, sandbox: SandboxApi, directory: string): Promise<void> {
  const words = message.text ?? message.caption;
  if (words !== undefined) console.log(words);
  const file = message.document ?? message.photo?.at(-1);
  if (file !== undefined) {
    mkdirSync(directory, { recursive: true });
    const name = 'file_name' in file ? file.file_name.replaceAll('/', '_') : `${file.file_unique_id}.png`;
    const path = join(directory, name);
    writeFileSync(path, await sandbox.file(file.file_id));
    console.log(`[saved: ${path}]`);
  }
  const buttons = message.reply_markup?.inline_keyboard.map(row => row.map(({ text }) => `[${text}]`).join(' ')) ?? [];
  if (buttons.length > 0) console.log(buttons.join('\n'));
  console.log();
}
