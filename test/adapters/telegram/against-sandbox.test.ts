import { default as anyTest, type TestFn } from 'ava';
import fc from 'fast-check';
import { TelegramError } from '../../../actors/ports.ts';
import { telegramClient } from '../../../adapters/telegram/client.ts';
import { publishMenus } from '../../../adapters/telegram/menus.ts';
import type { MessageContent } from '../../../adapters/telegram/outgoing.ts';
import { telegramPoller } from '../../../adapters/telegram/poller.ts';
import type { RunningSandbox } from '../../../adapters/telegram/sandbox/start-sandbox.ts';
import { startSandbox } from '../../../adapters/telegram/sandbox/start-sandbox.ts';
import { telegramSender } from '../../../adapters/telegram/sender.ts';
import { paragraph, says } from '../../../domain/chat/reply.ts';
import { anyReply } from './any-reply.ts';

const test = anyTest as TestFn<{ sandbox: RunningSandbox }>;
test.beforeEach(async t => {
  t.context.sandbox = await startSandbox({ dataDir: ':memory:' });
});
test.afterEach.always(t => t.context.sandbox?.close());

/** A person of the sandbox' seed; the private chat has the same number. */
const ada = 1001;
const never = () => new AbortController().signal;

async function control<T>({ url }: RunningSandbox, path: string, body?: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const options = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {};
  const response = await fetch(new URL(`/sandbox/api/${path}`, url), options);
  return response.json() as Promise<T>;
}

interface Shown {
  chat: { id: number };
  message_id: number;
  text?: string;
  caption?: string;
}
async function messagesOf(sandbox: RunningSandbox): Promise<Shown[]> {
  const { messages } = await control<{ messages: { message?: Shown }[] }>(sandbox, 'state?perChat=2000');
  return messages.map(entry => entry.message ?? (entry as unknown as Shown)).filter(({ chat }) => chat.id === ada);
}

test('a strict Bot API takes whatever is rendered, and shows it unchanged', async t => {
  const { sandbox } = t.context;
  const sender = telegramSender(sandbox);
  const replies = fc.oneof(anyReply(60), anyReply(4000)).map(({ media: _media, ...reply }) => reply);
  const sent = new Map<number, string>();
  await fc.assert(
    fc.asyncProperty(replies, async reply => {
      for (const message of sender.render(reply)) {
        const { messageId } = await sender.send({ chatId: ada }, message);
        sent.set(messageId, wordsOf(message.content as MessageContent));
      }
    }),
    { numRuns: 150 },
  );
  const shown = await messagesOf(sandbox);
  t.true(sent.size >= 150);
  for (const { message_id: id, text, caption } of shown) t.is(sent.get(id), text ?? caption ?? '');
});

/** Telegram trims what stands before the first entity. */
function wordsOf(content: MessageContent): string {
  const { text, entities } = content.kind === 'text' ? content.body : content.caption;
  const free = entities[0]?.offset ?? text.length;
  return text.slice(0, free).replace(/^[ \n]+/, '') + text.slice(free);
}

test('an edit changes the message, the same edit again changes nothing and succeeds', async t => {
  const sender = telegramSender(t.context.sandbox);
  const { messageId } = await sender.send({ chatId: ada }, sender.render(says(paragraph('one')))[0]!);
  const [two] = sender.render(says(paragraph('two')));
  await sender.edit({ chatId: ada, messageId }, two!);
  await sender.edit({ chatId: ada, messageId }, two!);
  t.is((await messagesOf(t.context.sandbox)).at(-1)?.text, 'two');
});

test('a file sent and then edited with words keeps the file and shows the words', async t => {
  const sender = telegramSender(t.context.sandbox);
  const reply = { ...says(paragraph('log')), file: { name: 'log.txt', mime: 'text/plain', text: 'line' } };
  const { messageId } = await sender.send({ chatId: ada }, sender.render(reply)[0]!);
  await sender.edit({ chatId: ada, messageId }, sender.render(says(paragraph('old log')))[0]!);
  t.like((await messagesOf(t.context.sandbox)).at(-1), { caption: 'old log', document: { file_name: 'log.txt' } });
});

test('[T5] what a person says is polled until its offset is confirmed', async t => {
  const { sandbox } = t.context;
  const poller = telegramPoller({ ...sandbox, longPollSeconds: 1 });
  await control(sandbox, 'send', { userId: ada, chatId: ada, text: '/status' });
  const first = (await poller.poll(undefined, never())) as { update_id: number; message: { text: string } }[];
  t.deepEqual(
    first.map(({ message }) => message.text),
    ['/status'],
  );
  t.deepEqual(await poller.poll(first[0]!.update_id, never()), first);
  t.deepEqual(await poller.poll(first[0]!.update_id + 1, never()), []);
});

test('[T7] the poller that another one pushes out is told so', async t => {
  const { sandbox } = t.context;
  const first = telegramPoller(sandbox).poll(undefined, never());
  const second = telegramPoller({ ...sandbox, longPollSeconds: 1 });
  const polls = await Promise.allSettled([
    first,
    delayedUntilPolling(sandbox).then(() => second.poll(undefined, never())),
  ]);
  const kinds = polls.map(poll =>
    poll.status === 'rejected' ? (poll.reason as TelegramError).failure.kind : 'fulfilled',
  );
  t.true(kinds.includes('conflict'), kinds.join());
});

async function delayedUntilPolling(sandbox: RunningSandbox): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    const { polling } = await control<{ polling: { isWaiting: boolean } }>(sandbox, 'state');
    if (polling.isWaiting) return;
  }
  throw new Error('no poll arrived');
}

const faults: [title: string, fault: object, kind: string, arrives: boolean][] = [
  [
    '[T1] 429 sends nothing and says how long to wait',
    { kind: 'error', errorCode: 429, retryAfter: 2 },
    'throttled',
    false,
  ],
  ['[T2] 500 sends nothing', { kind: 'error', errorCode: 500 }, 'not_sent', false],
  ['[T3] a cut after the effect leaves the outcome unknown, and it was sent', { kind: 'cut-after' }, 'unknown', true],
  [
    '[T3] a cut before the effect leaves the outcome unknown, and it was not sent',
    { kind: 'cut-before' },
    'unknown',
    false,
  ],
  ['[T2] a reset leaves the outcome unknown', { kind: 'reset' }, 'unknown', false],
];
for (const [title, fault, kind, arrives] of faults) {
  test(title, async t => {
    const { sandbox } = t.context;
    const sender = telegramSender({ ...sandbox, callTimeoutMs: 2_000 });
    await control(sandbox, 'faults', { method: 'sendMessage', count: 1, ...fault });
    const before = (await messagesOf(sandbox)).length;
    const sending = sender.send({ chatId: ada }, sender.render(says(paragraph('x')))[0]!);
    const error = await t.throwsAsync<TelegramError>(sending, { instanceOf: TelegramError });
    t.is(error?.failure.kind, kind as never);
    t.is((await messagesOf(sandbox)).length - before, arrives ? 1 : 0);
  });
}

test('[T9] a user who blocked the bot is unreachable', async t => {
  const { sandbox } = t.context;
  const sender = telegramSender(sandbox);
  await control(sandbox, 'block', { userId: ada });
  const sending = sender.send({ chatId: ada }, sender.render(says(paragraph('x')))[0]!);
  const error = await t.throwsAsync<TelegramError>(sending, { instanceOf: TelegramError });
  t.is(error?.failure.kind, 'unreachable');
});

test('menus are taken, and published again only when they change', async t => {
  const client = telegramClient(t.context.sandbox);
  const commands = [{ name: 'status', summary: 'How it is', role: 'viewer' as const }];
  const chats = [{ chatId: ada, role: 'admin' as const }];
  t.is((await publishMenus(client, commands, chats)).changed, 1);
  t.deepEqual(await publishMenus(client, commands, chats), { changed: 0, failures: [] });
});
