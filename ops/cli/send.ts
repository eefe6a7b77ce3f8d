import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { StoreError } from '../../actors/ports.ts';
import type { Message } from '../../adapters/telegram/sandbox/shapes.ts';
import { commandIdOf } from '../../domain/gateway/route.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Follower, followerOf } from './follow.ts';
import {
  messagesIn,
  personNamed,
  pressOf,
  requireChat,
  type SandboxApi,
  type SandboxState,
  sandboxApi,
} from './sandbox-api.ts';
import { configured } from './sources.ts';

export interface SendOptions {
  as: string;
  chat?: number;
  press?: string;
  wait: number;
  json?: boolean;
}

const lookEveryMs = 100;
/** Where the log cannot be read, the answer is whole when nothing came for so long. */
const quietMs = 600;

/**
 * Says something in the sandbox as one of its people, or presses a button, and prints what the bot answers to that.
 * Pictures and files are saved under `<data>/received`, and their paths printed.
 * @throws {Refusal} `invalid_request` before anything is sent; `upstream_unavailable` without a sandbox;
 * `deadline_exceeded` when nothing is answered.
 */
export async function send(file: string | undefined, text: string | undefined, options: SendOptions): Promise<void> {
  requireOne(text, options.press);
  const config = configured(file);
  const sandbox = sandboxApi(config);
  const before = await sandbox.state();
  const userId = personNamed(before, options.as);
  const chatId = options.chat ?? userId;
  requireChat(before, chatId);
  const pressed = options.press === undefined ? undefined : pressOf(before, chatId, options.press);
  const follower = await followerOf(config, chatId);
  try {
    const updateId =
      pressed === undefined
        ? await sandbox.post('send', { chatId, userId, text })
        : await sandbox.post('press', { chatId, userId, ...pressed });
    const answers = await answersTo(requireTold(updateId), { sandbox, before, chatId, follower, waitMs: options.wait });
    for (const message of answers) {
      if (options.json) console.log(JSON.stringify(message));
      else await print(message, sandbox, join(config.dataDirectory, 'received'));
    }
  } finally {
    await follower?.close();
  }
}

function requireOne(text: string | undefined, press: string | undefined): void {
  if ((text === undefined) !== (press === undefined)) return;
  const what = text === undefined ? 'There is nothing to send.' : 'A text and a button cannot be sent at once.';
  throw new Refusal('invalid_request', what, { hint: 'Give a text, like "/status", or --press and a label.' });
}

function requireTold(updateId: number | null): number {
  if (updateId !== null) return updateId;
  throw new Refusal('not_found', 'The bot is not told of this.', {
    hint: 'In a group it hears commands, its name, and replies to it.',
  });
}

interface Asked {
  sandbox: SandboxApi;
  before: SandboxState;
  chatId: number;
  follower: Follower | undefined;
  waitMs: number;
}

/** The messages that answer this update; where the log cannot be read, all that the bot said since. */
async function answersTo(updateId: number, asked: Asked): Promise<Message[]> {
  const { sandbox, chatId, follower, waitMs } = asked;
  const found = await follower?.follow(commandIdOf(updateId), waitMs).catch(error => {
    if (error instanceof StoreError) return undefined;
    throw error;
  });
  if (found === undefined) return answersSince(asked);
  if (found.ignored !== undefined && found.messageIds.size === 0)
    throw new Refusal('invalid_request', `The bot lets this pass: ${found.ignored}.`, {
      hint: 'Send a command, such as /status; in a group with the name of the bot.',
    });
  if (found.messageIds.size === 0 && !found.whole) throw unanswered(waitMs);
  const messages = messagesIn(await sandbox.state(), chatId);
  return messages
    .filter(message => found.messageIds.has(message.message_id))
    .sort((one, other) => one.message_id - other.message_id);
}

function unanswered(waitMs: number): Refusal {
  return new Refusal('deadline_exceeded', `Nothing was answered within ${waitMs} ms.`, {
    hint: 'A stranger gets silence; otherwise look at /health.',
  });
}

/** What the bot said or changed in the chat since then. */
async function answersSince({ sandbox, before, chatId, waitMs }: Asked): Promise<Message[]> {
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
  throw unanswered(waitMs);
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
