import { default as anyTest, type TestFn } from 'ava';
import { telegramClient } from '../../../adapters/telegram/client.ts';
import { botIdentity } from '../../../adapters/telegram/identity.ts';
import { publishMenus } from '../../../adapters/telegram/menus.ts';
import { type FakeBotApi, ok, refuse, withFake } from './fake-bot-api.ts';

const test = anyTest as TestFn<{ fake: FakeBotApi }>;
withFake(test);

const commands = [
  { name: 'status', summary: 'How it is', role: 'viewer' as const },
  { name: 'approve', summary: 'Says yes', role: 'approver' as const },
  { name: 'export-me', summary: 'Not a name for a menu', role: 'viewer' as const },
];
const client = ({ fake }: { fake: FakeBotApi }) => telegramClient({ token: '1:a', apiRoot: fake.apiRoot });

test('each chat is shown what its role may run, strangers nothing', async t => {
  t.context.fake.next(ok([]), ok([]), ok(true), ok([]), ok(true));
  const chats = [
    { chatId: 5, role: 'viewer' as const },
    { chatId: 6, role: 'admin' as const },
  ];
  t.deepEqual(await publishMenus(client(t.context), commands, chats), { changed: 2, failures: [] });
  const set = t.context.fake.calls.filter(({ method }) => method === 'setMyCommands').map(({ fields }) => fields);
  const status = { command: 'status', description: 'How it is' };
  t.deepEqual(set, [
    { scope: { type: 'chat', chat_id: 5 }, commands: [status] },
    { scope: { type: 'chat', chat_id: 6 }, commands: [status, { command: 'approve', description: 'Says yes' }] },
  ]);
});

test('a menu that is as it should be is not set again, one for strangers is taken away', async t => {
  t.context.fake.next(
    ok([{ command: 'old', description: 'x' }]),
    ok(true),
    ok([{ command: 'status', description: 'How it is' }]),
  );
  const published = await publishMenus(client(t.context), commands, [{ chatId: 5, role: 'viewer' }]);
  t.is(published.changed, 1);
  t.deepEqual(
    t.context.fake.calls.map(({ method }) => method),
    ['getMyCommands', 'deleteMyCommands', 'getMyCommands'],
  );
});

test('a chat that fails is told and the others go on, but a wait ends it', async t => {
  t.context.fake.next(
    ok([]),
    refuse(400, 'Bad Request: chat not found'),
    refuse(429, 'Too Many Requests', { retry_after: 9 }),
  );
  const chats = [5, 6, 7].map(chatId => ({ chatId, role: 'viewer' as const }));
  const { failures } = await publishMenus(client(t.context), commands, chats);
  t.deepEqual(
    failures.map(({ chatId, failure }) => [chatId, failure.kind]),
    [
      [5, 'unreachable'],
      [6, 'throttled'],
    ],
  );
});

test('the bot knows its own name', async t => {
  t.context.fake.next(ok({ id: 9, username: 'binnacle_bot', is_bot: true }));
  t.deepEqual(await botIdentity(client(t.context)), { id: 9, username: 'binnacle_bot' });
});
