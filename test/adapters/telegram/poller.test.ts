import { default as anyTest, type TestFn } from 'ava';
import { TelegramError } from '../../../actors/ports.ts';
import { telegramPoller } from '../../../adapters/telegram/poller.ts';
import { cutTheConnection, type FakeBotApi, hang, ok, page, refuse, withFake } from './fake-bot-api.ts';

const test = anyTest as TestFn<{ fake: FakeBotApi }>;
withFake(test);

const never = () => new AbortController().signal;
const poller = ({ fake }: { fake: FakeBotApi }, clientTimeoutMs = 35_000) =>
  telegramPoller({ token: '1:a', apiRoot: fake.apiRoot, clientTimeoutMs });

test('a poll asks for what is handled, and waits 30 s', async t => {
  const { poll } = poller(t.context);
  t.context.fake.next(ok([]), ok([]));
  await poll(undefined, never());
  await poll(77, never());
  const [first, second] = t.context.fake.calls;
  t.is(first?.method, 'getUpdates');
  t.deepEqual(first?.fields, {
    timeout: 30,
    limit: 100,
    allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member', 'channel_post'],
  });
  t.is(second?.fields.offset, 77);
});

test('[T10] updates come as they are, however odd and however many', async t => {
  const { poll } = poller(t.context);
  const odd = [null, 1, 'x', { update_id: 'no' }, { update_id: 5, message: { text: 'y'.repeat(100_000) } }];
  const many = Array.from({ length: 100 }, (_, i) => ({ update_id: i, message: { text: 'z'.repeat(50_000) } }));
  t.context.fake.next(ok(odd), ok(many));
  t.deepEqual(await poll(undefined, never()), odd);
  t.is((await poll(undefined, never())).length, 100);
});

test('[T10] an answer that is no list of updates is a failure, never a crash', async t => {
  const { poll } = poller(t.context);
  for (const result of [null, {}, 'x', 3]) {
    t.context.fake.next(ok(result));
    await t.throwsAsync(poll(1, never()), { instanceOf: TelegramError });
  }
});

test('calling a poll off ends it at once', async t => {
  const { poll } = poller(t.context);
  t.context.fake.next(hang);
  const off = new AbortController();
  const poll1 = poll(1, off.signal);
  await t.context.fake.arrived();
  off.abort();
  const error = await t.throwsAsync<TelegramError>(poll1, { instanceOf: TelegramError });
  t.deepEqual(error?.failure, { kind: 'not_sent', description: 'getUpdates: called off' });
  await t.throwsAsync(poll(1, off.signal), { instanceOf: TelegramError });
  t.is(t.context.fake.calls.length, 1);
});

test('[T4] a poll that hangs ends after the time of the client', async t => {
  const { poll } = poller(t.context, 100);
  t.context.fake.next(hang);
  const error = await t.throwsAsync<TelegramError>(poll(1, never()), { instanceOf: TelegramError });
  t.is(error?.failure.kind, 'unknown');
});

test('[T2][T7][T8] each trouble of a poll has its own kind, and the next poll works', async t => {
  const { poll } = poller(t.context);
  const troubles = [
    [refuse(409, 'Conflict: terminated by other getUpdates request'), 'conflict'],
    [refuse(401, 'Unauthorized'), 'auth'],
    [refuse(429, 'Too Many Requests: retry after 2', { retry_after: 2 }), 'throttled'],
    [page(502, '<html>bad gateway</html>'), 'not_sent'],
    [cutTheConnection, 'unknown'],
  ] as const;
  for (const [answer, kind] of troubles) {
    t.context.fake.next(answer, ok([{ update_id: 1 }]));
    const error = await t.throwsAsync<TelegramError>(poll(1, never()), { instanceOf: TelegramError });
    t.is(error?.failure.kind, kind);
    t.is((await poll(1, never())).length, 1);
  }
});
