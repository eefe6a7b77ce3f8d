import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as anyTest, type TestFn } from 'ava';
import { TelegramError } from '../../../actors/ports.ts';
import { telegramSender } from '../../../adapters/telegram/sender.ts';
import { heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { type FakeBotApi, ok, refuse, withFake } from './fake-bot-api.ts';

const test = anyTest as TestFn<{ fake: FakeBotApi }>;
withFake(test);

const sender = ({ fake }: { fake: FakeBotApi }) => telegramSender({ token: '1:a', apiRoot: fake.apiRoot });
const hello = says(heading('Hello'));

test('a message carries text and entities, and no parse mode', async t => {
  const { send, render } = sender(t.context);
  t.context.fake.next(ok({ message_id: 42 }));
  t.deepEqual(await send({ chatId: 7 }, render(hello)[0]!), { messageId: 42 });
  const [{ method, fields }] = t.context.fake.calls as [FakeBotApi['calls'][number]];
  t.is(method, 'sendMessage');
  t.deepEqual(fields, {
    chat_id: 7,
    text: 'Hello',
    entities: [{ type: 'bold', offset: 0, length: 5 }],
    link_preview_options: { is_disabled: true },
  });
});

test('topic, quoted message and silence reach Telegram', async t => {
  const { send, render } = sender(t.context);
  await send({ chatId: 7, threadId: 3, replyTo: 9, silent: true }, render(hello)[0]!);
  t.like(t.context.fake.calls[0]?.fields, {
    message_thread_id: 3,
    reply_parameters: { message_id: 9, allow_sending_without_reply: true },
    disable_notification: true,
  });
});

test('an answer that names no message leaves the outcome unknown', async t => {
  const { send, render } = sender(t.context);
  t.context.fake.next(ok(null));
  const error = await t.throwsAsync<TelegramError>(send({ chatId: 7 }, render(hello)[0]!), {
    instanceOf: TelegramError,
  });
  t.is(error?.failure.kind, 'unknown');
});

test('a file of text is uploaded under its name', async t => {
  const { send, render } = sender(t.context);
  const reply: Reply = { ...hello, file: { name: 'a b.csv', mime: 'text/csv', text: 'x,y\n1,2\n' } };
  await send({ chatId: 7, threadId: 3 }, render(reply)[0]!);
  const [{ method, raw }] = t.context.fake.calls as [FakeBotApi['calls'][number]];
  t.is(method, 'sendDocument');
  t.regex(raw, /filename=a_b\.csv\r\n.*x,y\n1,2\n/s);
  t.regex(raw, /name="caption"\r\n\r\nHello\r\n/);
  t.regex(raw, /name="message_thread_id"\r\n\r\n3\r\n/);
});

async function picture(t: { teardown(end: () => Promise<void>): void }, bytes: Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-sender-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const path = join(folder, 'x.png');
  await writeFile(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { kind: 'photo' as const, path, sha256, name: 'cpu.png' };
}

test('a picture is uploaded byte for byte', async t => {
  const { send, render } = sender(t.context);
  const media = await picture(t, Buffer.from('PNG-bytes-'.repeat(20_000)));
  await send({ chatId: 7 }, render({ ...hello, media })[0]!);
  const [{ method, raw }] = t.context.fake.calls as [FakeBotApi['calls'][number]];
  t.is(method, 'sendPhoto');
  t.true(raw.includes('PNG-bytes-'.repeat(20_000)));
});

test('a picture too large for a photo goes as a document', async t => {
  const { send, render } = sender(t.context);
  const media = await picture(t, Buffer.alloc(10 * 1024 * 1024 + 1));
  await send({ chatId: 7 }, render({ ...hello, media })[0]!);
  t.is(t.context.fake.calls[0]?.method, 'sendDocument');
});

test('a picture that is gone, empty or not the recorded one is never sent', async t => {
  const { send, render } = sender(t.context);
  const present = await picture(t, Buffer.from('x'));
  const empty = await picture(t, Buffer.alloc(0));
  for (const media of [{ ...present, path: '/nowhere/x.png' }, { ...present, sha256: '0'.repeat(64) }, empty]) {
    const error = await t.throwsAsync<TelegramError>(send({ chatId: 7 }, render({ ...hello, media })[0]!), {
      instanceOf: TelegramError,
    });
    t.is(error?.failure.kind, 'rejected');
    t.notRegex(error?.message ?? '', /nowhere|tmp/);
  }
  t.is(t.context.fake.calls.length, 0);
});

test('an edit changes text, and “not modified” is success', async t => {
  const { edit, render } = sender(t.context);
  const refusal = 'Bad Request: message is not modified: specified new message content is exactly the same';
  t.context.fake.next(ok({ message_id: 5 }), refuse(400, refusal));
  await edit({ chatId: 7, messageId: 5 }, render(hello)[0]!);
  await edit({ chatId: 7, messageId: 5 }, render(hello)[0]!);
  t.is(t.context.fake.calls[1]?.method, 'editMessageText');
  t.like(t.context.fake.calls[1]?.fields, { chat_id: 7, message_id: 5, text: 'Hello' });
});

test('an edit of a message that is gone or too old is rejected', async t => {
  const { edit, render } = sender(t.context);
  for (const description of ['Bad Request: message to edit not found', "Bad Request: message can't be edited"]) {
    t.context.fake.next(refuse(400, description));
    const error = await t.throwsAsync<TelegramError>(edit({ chatId: 7, messageId: 5 }, render(hello)[0]!), {
      instanceOf: TelegramError,
    });
    t.is(error?.failure.kind, 'rejected');
  }
});

test('words for a picture that was sent become its caption', async t => {
  const { edit, render } = sender(t.context);
  t.context.fake.next(refuse(400, 'Bad Request: there is no text in the message to edit'));
  await edit(
    { chatId: 7, messageId: 5 },
    render(says(paragraph('resolved after 42 m'), paragraph('x'.repeat(3000))))[0]!,
  );
  const [, { method, fields }] = t.context.fake.calls as [unknown, FakeBotApi['calls'][number]];
  t.is(method, 'editMessageCaption');
  t.regex(String(fields.caption), /^resolved after 42 m/);
  t.true(String(fields.caption).length <= 1024);
});

test('a picture in place of another is uploaded by the edit', async t => {
  const { edit, render } = sender(t.context);
  const media = await picture(t, Buffer.from('NEW-PICTURE'));
  await edit({ chatId: 7, messageId: 5 }, render({ ...hello, media })[0]!);
  const [{ method, raw }] = t.context.fake.calls as [FakeBotApi['calls'][number]];
  t.is(method, 'editMessageMedia');
  t.regex(raw, /NEW-PICTURE/);
});

test('a press is acknowledged, in at most 200 characters, and one too old has nothing to stop', async t => {
  const { acknowledge } = sender(t.context);
  t.context.fake.next(
    ok(true),
    refuse(400, 'Bad Request: query is too old and response timeout expired or query ID is invalid'),
  );
  await acknowledge('cb1', 'y'.repeat(300));
  await acknowledge('cb2');
  const [first, second] = t.context.fake.calls;
  t.deepEqual(first?.fields, { callback_query_id: 'cb1', text: 'y'.repeat(200) });
  t.deepEqual(second?.fields, { callback_query_id: 'cb2' });
});

test('a message of another renderer is a bug, not a send', async t => {
  const { send } = sender(t.context);
  await t.throwsAsync(send({ chatId: 7 }, { content: { text: 'x' } }), { name: 'AssertionError' });
  t.is(t.context.fake.calls.length, 0);
});

test('an upload that is cut leaves no file open', async t => {
  const server = createServer(socket => socket.once('data', () => socket.resetAndDestroy()));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { send, render } = telegramSender({
    token: '1:a',
    apiRoot: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const media = await picture(t, Buffer.alloc(9 * 1024 * 1024, 'x'));
  const [message] = render({ ...hello, media });
  const openFiles = async () => {
    const links = (await readdir('/proc/self/fd')).map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => ''));
    return (await Promise.all(links)).filter(path => path === media.path).length;
  };
  for (let i = 0; i < 3; i++) {
    const error = await t.throwsAsync<TelegramError>(send({ chatId: 7 }, message!), { instanceOf: TelegramError });
    t.is(error?.failure.kind, 'unknown');
  }
  if (process.platform === 'linux') t.is(await openFiles(), 0);
});
