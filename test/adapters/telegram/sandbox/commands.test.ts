import { default as test } from 'ava';
import { opsRoomId } from '../../../../adapters/telegram/sandbox/seed.ts';
import { bench, refusal } from './bench.ts';

const listOf = (...names: string[]) => names.map(command => ({ command, description: `does ${command}` }));

test('a command has a name of 1–32 of a-z0-9_ and a description of 1–256', async t => {
  const { call } = await bench(t);
  const refused = (command: string, description = 'x') =>
    refusal(call('setMyCommands', { commands: [{ command, description }] }));
  t.is(await refused('a'.repeat(32)), 'accepted');
  t.is(await refused('/status'), 'accepted');
  t.is(await refused(''), 'Bad Request: command must be non-empty');
  t.is(await refused('a'.repeat(33)), 'Bad Request: command length must not exceed 32');
  t.is(await refused('Status'), 'Bad Request: BOT_COMMAND_INVALID');
  t.is(await refused('a', ''), 'Bad Request: command description must be non-empty');
  t.is(await refused('a', 'é'.repeat(256)), 'accepted');
  t.is(await refused('a', 'x'.repeat(257)), 'Bad Request: command description length must not exceed 256');
  const many = listOf(...Array.from({ length: 101 }, (_, index) => `c${index}`));
  t.is(await refusal(call('setMyCommands', { commands: many })), 'Bad Request: BOT_COMMANDS_TOO_MUCH');
});

test('each scope and language has a list of its own', async t => {
  const { call } = await bench(t);
  const scope = { type: 'all_private_chats' };
  await call('setMyCommands', { commands: listOf('help') });
  await call('setMyCommands', { commands: listOf('menu'), scope });
  await call('setMyCommands', { commands: listOf('hilfe'), language_code: 'de' });
  const names = async (params: object) => {
    const { result } = await call<{ command: string }[]>('getMyCommands', params);
    return result.map(({ command }) => command);
  };
  t.deepEqual(await names({}), ['help']);
  t.deepEqual(await names({ scope }), ['menu']);
  t.deepEqual(await names({ language_code: 'de' }), ['hilfe']);
  await call('deleteMyCommands', { scope });
  t.deepEqual(await names({ scope }), []);
});

test('a person is offered the list of the narrowest scope', async t => {
  const { call, look } = await bench(t);
  const offered = async (userId: number, chatId: number) => {
    const { commands } = await look<{ commands: { command: string }[] }>(`commands?userId=${userId}&chatId=${chatId}`);
    return commands[0]?.command;
  };
  const set = (command: string, scope: object) => call('setMyCommands', { commands: listOf(command), scope });
  t.is(await offered(1001, opsRoomId), undefined);
  await set('plain', { type: 'default' });
  await set('groups', { type: 'all_group_chats' });
  await set('admins', { type: 'chat_administrators', chat_id: opsRoomId });
  await set('olu', { type: 'chat_member', chat_id: opsRoomId, user_id: 1002 });
  await set('private_ada', { type: 'chat', chat_id: 1001 });
  t.is(await offered(1001, opsRoomId), 'admins');
  t.is(await offered(1002, opsRoomId), 'olu');
  t.is(await offered(1003, opsRoomId), 'groups');
  t.is(await offered(1001, 1001), 'private_ada');
  t.is(await offered(1003, 1003), 'plain');
});

test('a scope that Telegram cannot read is refused', async t => {
  const { call } = await bench(t);
  const refused = (scope: object) => refusal(call('setMyCommands', { commands: listOf('a'), scope }));
  const parse = "Bad Request: can't parse BotCommandScope: ";
  t.is(await refused({ type: 'galaxy' }), `${parse}Unsupported type specified`);
  t.is(await refused({ type: 'chat' }), `${parse}Empty chat_id specified`);
  t.is(await refused({ type: 'chat_member', chat_id: opsRoomId }), `${parse}Invalid user_id specified`);
  t.is(await refused({ type: 'chat', chat_id: 424242 }), 'Bad Request: chat not found');
  t.is(
    await refused({ type: 'chat_administrators', chat_id: 1001 }),
    "Bad Request: can't use specified scope in private chats",
  );
});
