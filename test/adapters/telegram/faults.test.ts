import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { default as anyTest, type TestFn } from 'ava';
import { TelegramError, type TelegramFailure } from '../../../actors/ports.ts';
import { telegramClient } from '../../../adapters/telegram/client.ts';
import { telegramSender } from '../../../adapters/telegram/sender.ts';
import { paragraph, says } from '../../../domain/chat/reply.ts';
import * as fakes from './fake-bot-api.ts';

const test = anyTest as TestFn<{ fake: fakes.FakeBotApi }>;
fakes.withFake(test);

const reply = says(paragraph('hello'));
async function failureOfSending(apiRoot: string, callTimeoutMs = 2_000): Promise<TelegramFailure | undefined> {
  const sender = telegramSender({ token: '1:a', apiRoot, callTimeoutMs });
  try {
    await sender.send({ chatId: 1 }, sender.render(reply)[0]!);
    return undefined;
  } catch (error) {
    if (error instanceof TelegramError) return error.failure;
    throw error;
  } finally {
    sender.close();
  }
}

const answered: [title: string, answer: fakes.FakeAnswer, expected: Partial<TelegramFailure>][] = [
  [
    '[T1] 429 says how long to wait',
    fakes.refuse(429, 'Too Many Requests: retry after 3', { retry_after: 3 }),
    { kind: 'throttled', retryAfterMs: 3_000 },
  ],
  ['[T2] a 5xx with an answer was not sent', fakes.refuse(500, 'Internal Server Error'), { kind: 'not_sent' }],
  ['[T2] a page of a proxy with status 502 was not sent', fakes.page(502, '<html>'), { kind: 'not_sent' }],
  ['[T2] a 5xx whose page is cut was not sent', fakes.cutInTheBodyOf(503), { kind: 'not_sent' }],
  ['[T3] a connection cut after the request was read may have sent', fakes.cutTheConnection, { kind: 'unknown' }],
  ['[T3] an answer cut in the middle may have sent', fakes.cutInTheBodyOf(200), { kind: 'unknown' }],
  ['[T3] a success without an answer may have sent', fakes.page(200, '<html>'), { kind: 'unknown' }],
  ['[T8] a revoked token is told apart', fakes.refuse(401, 'Unauthorized'), { kind: 'auth' }],
  [
    '[T9] a user who blocked the bot is unreachable',
    fakes.refuse(403, 'Forbidden: bot was blocked by the user'),
    { kind: 'unreachable' },
  ],
  [
    '[T9] a group that moved says where to',
    fakes.refuse(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: -1002 }),
    { kind: 'migrated', toChatId: -1002 },
  ],
];
for (const [title, answer, expected] of answered) {
  test(title, async t => {
    t.context.fake.next(answer);
    t.like(await failureOfSending(t.context.fake.apiRoot), expected);
    t.is(t.context.fake.calls.length, 1);
  });
}

test('[T3] a call that hangs ends at its deadline and may have sent', async t => {
  t.context.fake.next(fakes.hang, fakes.hangInTheBody);
  t.like(await failureOfSending(t.context.fake.apiRoot, 100), { kind: 'unknown' });
  t.like(await failureOfSending(t.context.fake.apiRoot, 100), { kind: 'unknown' });
});

test('[T2] no connection means that nothing was sent', async t => {
  await t.context.fake.close();
  t.like(await failureOfSending(t.context.fake.apiRoot), { kind: 'not_sent' });
});

test('[T2] a name that cannot be resolved means that nothing was sent', async t => {
  t.like(await failureOfSending('http://no-such-host.invalid'), { kind: 'not_sent' });
});

test('[T2] a server that breaks the TLS handshake was sent nothing', async t => {
  const server = createServer(socket => socket.once('data', () => socket.end('no TLS here')));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  t.like(await failureOfSending(`https://127.0.0.1:${(server.address() as AddressInfo).port}`), { kind: 'not_sent' });
});

test('[T4] a server that accepts and never shakes hands was sent nothing', async t => {
  const server = createServer(socket => t.teardown(() => socket.destroy()));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const apiRoot = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  t.like(await failureOfSending(apiRoot, 100), { kind: 'not_sent' });
});

test('[T3] a call given up while it waits for a socket was not sent', async t => {
  const client = telegramClient({ token: '1:a', apiRoot: t.context.fake.apiRoot, socketsMax: 1 });
  t.context.fake.next(fakes.hang);
  const holding = client.call('getMe', undefined);
  await t.context.fake.arrived();
  const givenUp = new AbortController();
  const waiting = client.call('sendMessage', { chat_id: 1, text: 'x' }, givenUp.signal);
  givenUp.abort();
  const error = await t.throwsAsync<TelegramError>(waiting, { instanceOf: TelegramError });
  t.is(error?.failure.kind, 'not_sent');
  client.close();
  await t.throwsAsync(holding, { instanceOf: TelegramError });
  t.deepEqual(
    t.context.fake.calls.map(({ method }) => method),
    ['getMe'],
  );
});

test('[T2] after any trouble the next call works on the same sender', async t => {
  const sender = telegramSender({ token: '1:a', apiRoot: t.context.fake.apiRoot, callTimeoutMs: 1_000 });
  const [message] = sender.render(reply);
  const troubles = [
    fakes.cutTheConnection,
    fakes.cutInTheBodyOf(200),
    fakes.hang,
    fakes.page(503, ''),
    fakes.refuse(500, 'x'),
  ];
  for (const trouble of troubles) {
    t.context.fake.next(trouble);
    await t.throwsAsync(sender.send({ chatId: 1 }, message!), { instanceOf: TelegramError });
    t.deepEqual(await sender.send({ chatId: 1 }, message!), { messageId: 1 });
  }
});
