import { default as test } from 'ava';
import { engineeringForumId, opsRoomId, seedTopics } from '../../../../adapters/telegram/sandbox/seed.ts';
import { bench, refusal } from './bench.ts';

const ada = { chat_id: 1001 };

test('a sent message comes back as Telegram would make it', async t => {
  const { call } = await bench(t);
  const { result } = await call('sendMessage', { ...ada, text: '  hello  ' });
  t.like(result, { message_id: 1, text: 'hello', chat: { id: 1001, type: 'private' }, from: { is_bot: true } });
  t.true(Math.abs(result.date - Date.now() / 1000) < 5);
  t.is((await call('sendMessage', { ...ada, text: 'next' })).result.message_id, 2);
});

test('parameters are read from JSON, forms and the query alike', async t => {
  const { apiRoot, token } = await bench(t);
  const address = `${apiRoot}/bot${token}/sendMessage`;
  const keyboard = '{"inline_keyboard":[[{"text":"a","callback_data":"b"}]]}';
  const fields = { chat_id: '1001', text: 'x', reply_markup: keyboard };
  const multipart = new FormData();
  for (const [name, value] of Object.entries(fields)) multipart.append(name, value);
  const requests: [string, RequestInit?][] = [
    [`${address}?${new URLSearchParams(fields)}`],
    [address, { method: 'POST', body: new URLSearchParams(fields) }],
    [address, { method: 'POST', body: multipart }],
  ];
  for (const [url, init] of requests) {
    const { result } = (await (await fetch(url, init)).json()) as { result: object };
    t.like(result, { text: 'x', reply_markup: JSON.parse(keyboard) });
  }
});

test('a text has 1 to 4096 UTF-16 units after trimming', async t => {
  const { call } = await bench(t);
  const sending = (text?: string) => refusal(call('sendMessage', { ...ada, text }));
  t.is(await sending(), 'Bad Request: message text is empty');
  t.is(await sending(' \n '), 'Bad Request: message text is empty');
  t.is(await sending('x'.repeat(4096)), 'accepted');
  t.is(await sending(`${'x'.repeat(4096)}   `), 'accepted');
  t.is(await sending('x'.repeat(4097)), 'Bad Request: message is too long');
  t.is(await sending('🙂'.repeat(2049)), 'Bad Request: message is too long', 'an emoji is two units');
  t.is(await sending('half \ud83d'), 'Bad Request: strings must be encoded in UTF-8');
});

test('a parse mode is refused: text goes with entities', async t => {
  const { call } = await bench(t);
  const html = call('sendMessage', { ...ada, text: '<b>x</b>', parse_mode: 'HTML' });
  t.is(await refusal(html), 'Bad Request: unsupported parse_mode');
});

test('[T9] a chat that is not there is refused', async t => {
  const { call, order } = await bench(t);
  await order('users', { id: 3003, firstName: 'Nie', unopened: true });
  const sending = (chat_id: number | string) => refusal(call('sendMessage', { chat_id, text: 'x' }));
  t.is(await sending(''), 'Bad Request: chat_id is empty');
  t.is(await sending(424242), 'Bad Request: chat not found');
  t.is(await sending('@nobody'), 'Bad Request: chat not found');
  t.is(await sending(3003), 'Bad Request: chat not found', 'a person who never wrote to the bot');
});

test('[T9] a person who blocked the bot gets nothing until they unblock it', async t => {
  const { call, order, updates } = await bench(t);
  const sending = () => refusal(call('sendMessage', { ...ada, text: 'x' }));
  await order('block', { userId: 1001 });
  t.is(await sending(), 'Forbidden: bot was blocked by the user');
  await order('unblock', { userId: 1001 });
  t.is(await sending(), 'accepted');
  const standings = (await updates()).map(({ my_chat_member }) => my_chat_member?.new_chat_member.status);
  t.deepEqual(standings, ['kicked', 'member']);
});

test('[T9] a group that removed the bot gets nothing', async t => {
  const { call, order } = await bench(t);
  await order('kick', { chatId: opsRoomId, userId: 1001 });
  const sending = call('sendMessage', { chat_id: opsRoomId, text: 'x' });
  t.is(await refusal(sending), 'Forbidden: bot was kicked from the supergroup chat');
});

test('a chat that the bot left gets nothing', async t => {
  const { call } = await bench(t);
  await call('leaveChat', { chat_id: opsRoomId });
  const sending = call('sendMessage', { chat_id: opsRoomId, text: 'x' });
  t.is(await refusal(sending), 'Forbidden: bot is not a member of the supergroup chat');
});

test('a group that became a supergroup names its new id', async t => {
  const { call, order, updates } = await bench(t);
  const group = { type: 'group', title: 'Small', members: [1001] };
  const { chat } = await order<{ chat: { chat: { id: number } } }>('chats', group);
  const { chatId } = await order('migrate', { chatId: chat.chat.id });
  t.like(await call('sendMessage', { chat_id: chat.chat.id, text: 'x' }), {
    error_code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: chatId },
  });
  t.true((await call('sendMessage', { chat_id: chatId, text: 'x' })).ok);
  t.like(await updates(), [
    { message: { migrate_to_chat_id: chatId } },
    { message: { migrate_from_chat_id: chat.chat.id } },
  ]);
});

test('a topic must exist, and its messages say so', async t => {
  const { call } = await bench(t);
  const sending = (message_thread_id: number, chat_id = engineeringForumId) =>
    call('sendMessage', { chat_id, message_thread_id, text: 'x' });
  t.like(await sending(seedTopics.deploys), {
    result: { message_thread_id: seedTopics.deploys, is_topic_message: true },
  });
  t.is(await refusal(sending(99)), 'Bad Request: message thread not found');
  t.is(await refusal(sending(1)), 'Bad Request: message thread not found', 'the general topic has no number');
  t.is(await refusal(sending(99, 1001)), 'Bad Request: message thread not found');
  t.is(await refusal(sending(99, opsRoomId)), 'accepted', 'Telegram ignores it where there are no topics');
});

test('a reply must find its message, unless it may do without', async t => {
  const { call } = await bench(t);
  const { result } = await call('sendMessage', { ...ada, text: 'question' });
  const replying = (message_id: number, extra = {}) =>
    call('sendMessage', { ...ada, text: 'answer', reply_parameters: { message_id, ...extra } });
  t.like(await replying(result.message_id), { result: { reply_to_message: { text: 'question' } } });
  t.is(await refusal(replying(99)), 'Bad Request: message to be replied not found');
  t.is((await replying(99, { allow_sending_without_reply: true })).result.reply_to_message, undefined);
  const old = call('sendMessage', { ...ada, text: 'answer', reply_to_message_id: 99 });
  t.is(await refusal(old), 'Bad Request: message to be replied not found');
});

test('a silent message is kept as silent', async t => {
  const { call, look } = await bench(t);
  await call('sendMessage', { ...ada, text: 'psst', disable_notification: true });
  t.like(await look('state'), { messages: [{ silent: true, message: { text: 'psst' } }] });
});

test('a chat action must be a known one', async t => {
  const { call } = await bench(t);
  t.is(await refusal(call('sendChatAction', { ...ada, action: 'typing' })), 'accepted');
  const unknown = call('sendChatAction', { ...ada, action: 'juggling' });
  t.is(await refusal(unknown), 'Bad Request: wrong parameter action in request');
});
