import { inspect } from 'node:util';
import { default as anyTest, type TestFn } from 'ava';
import { telegramClient } from '../../../adapters/telegram/client.ts';
import { telegramPoller } from '../../../adapters/telegram/poller.ts';
import { telegramSender } from '../../../adapters/telegram/sender.ts';
import { paragraph, says } from '../../../domain/chat/reply.ts';
import * as fakes from './fake-bot-api.ts';

const test = anyTest as TestFn<{ fake: fakes.FakeBotApi }>;
fakes.withFake(test);

const half = 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';
const token = `4839574812:${half}`;

/** Everything that a logger, a crash report or an event could make of a value. */
function shows(value: unknown): string {
  const error = value as Error;
  return [
    inspect(value, { depth: 10, showHidden: true, getters: true }),
    JSON.stringify(value) ?? '',
    String(value),
    String(error?.stack),
    inspect(error?.cause, { depth: 10 }),
    JSON.stringify(error, Object.getOwnPropertyNames(error ?? {})) ?? '',
  ].join('\n');
}

test('[I26] the token is in no error, whatever goes wrong', async t => {
  const { fake } = t.context;
  const sender = telegramSender({ token, apiRoot: fake.apiRoot, callTimeoutMs: 100 });
  const poller = telegramPoller({ token, apiRoot: fake.apiRoot, clientTimeoutMs: 100 });
  const [message] = sender.render(says(paragraph('x')));
  const echo = `at /bot${token}/sendMessage and ${encodeURIComponent(token)} and ${half}`;
  const troubles = [
    fakes.hang,
    fakes.cutTheConnection,
    fakes.cutInTheBodyOf(200),
    fakes.page(200, echo),
    fakes.page(502, echo),
    fakes.refuse(400, echo),
    fakes.refuse(401, echo),
    fakes.refuse(429, echo, { retry_after: 1 }),
    fakes.ok(null),
  ];
  const failing = [
    () => sender.send({ chatId: 1 }, message!),
    () => sender.edit({ chatId: 1, messageId: 1 }, message!),
    () => poller.poll(1, new AbortController().signal),
  ];
  const errors: unknown[] = [];
  for (const fail of failing) {
    for (const trouble of troubles) {
      fake.next(trouble);
      await fail().catch(error => errors.push(error));
    }
  }
  await fake.close();
  for (const fail of failing) await fail().catch(error => errors.push(error));
  t.true(errors.length >= 25, `${errors.length} errors seen`);
  for (const error of errors) t.false(shows(error).includes(half), inspect(error));
});

test('[I26] neither a token of another bot nor an address is told on', async t => {
  const sender = telegramSender({ token: '1:a', apiRoot: t.context.fake.apiRoot });
  t.context.fake.next(fakes.refuse(400, `try https://api.telegram.org/bot${token}/x or ${token}`));
  const error = await t.throwsAsync(sender.send({ chatId: 1 }, sender.render(says(paragraph('x')))[0]!));
  t.is(error?.message, 'rejected: sendMessage: try <address> or <token>');
});

test('[I26] the token cannot be read from the clients themselves', t => {
  const options = { token: () => token, apiRoot: t.context.fake.apiRoot };
  for (const made of [telegramClient(options), telegramSender(options), telegramPoller(options)]) {
    t.false(shows(made).includes(half));
  }
});

test('[T8] a renewed token counts from the next call on', async t => {
  let current = '1:old';
  const sender = telegramSender({ token: () => current, apiRoot: t.context.fake.apiRoot });
  const [message] = sender.render(says(paragraph('x')));
  await sender.send({ chatId: 1 }, message!);
  current = '2:new';
  await sender.send({ chatId: 1 }, message!);
  t.deepEqual(
    t.context.fake.calls.map(call => call.token),
    ['1:old', '2:new'],
  );
});
