import { default as test } from 'ava';
import { engineeringForumId, opsRoomId, seedTopics } from '../../../../adapters/telegram/sandbox/seed.ts';
import { bench, listen } from './bench.ts';

test('a message in a group carries who wrote it and where', async t => {
  const { order, updates } = await bench(t);
  const { messageId } = await order('send', { chatId: opsRoomId, userId: 1002, text: 'morning' });
  await order('send', { chatId: opsRoomId, userId: 1001, text: 'hello', replyTo: messageId });
  t.like(await updates(), [
    { message: { from: { id: 1002, first_name: 'Olu', is_bot: false }, chat: { id: opsRoomId, type: 'supergroup' } } },
    { message: { reply_to_message: { message_id: messageId, text: 'morning' } } },
  ]);
});

test('a message in a topic says so', async t => {
  const { order, updates } = await bench(t);
  const place = { chatId: engineeringForumId, userId: 1002 };
  await order('send', { ...place, text: 'ship it', threadId: seedTopics.deploys });
  await order('send', { ...place, text: 'in general' });
  const [deploys, general] = await updates();
  t.like(deploys?.message, { message_thread_id: seedTopics.deploys, is_topic_message: true });
  t.is(general?.message?.message_thread_id, undefined);
  await t.throwsAsync(order('send', { ...place, text: 'x', threadId: 99 }), { message: /topic 99/ });
});

test('an edit comes as edited_message, and only its author can make it', async t => {
  const { order, updates } = await bench(t);
  const { messageId } = await order('send', { chatId: opsRoomId, userId: 1002, text: 'tpyo' });
  await order('send', { chatId: opsRoomId, userId: 1002, text: 'typo', edit: messageId });
  t.like((await updates())[1]?.edited_message, { message_id: messageId, text: 'typo' });
  const byAnother = order('send', { chatId: opsRoomId, userId: 1001, text: 'x', edit: messageId });
  await t.throwsAsync(byAnother, { message: /Only who wrote/ });
});

test('[P13] forwarded, via a bot, anonymous and channel messages look as Telegram makes them', async t => {
  const { order, updates } = await bench(t);
  const inGroup = { chatId: opsRoomId, userId: 1001, text: '/approve 1 manual_review' };
  await order('chats', { id: -1000000009001, type: 'channel', title: 'News', members: [1001] });
  await order('send', { ...inGroup, forwardFrom: 1999 });
  await order('send', { ...inGroup, viaBot: 'inline_bot' });
  await order('send', { ...inGroup, anonymous: true });
  await order('send', { ...inGroup, chatId: -1000000009001 });
  const [forwarded, via, anonymous, post] = await updates();
  t.like(forwarded?.message, { from: { id: 1001 }, forward_origin: { type: 'user', sender_user: { id: 1999 } } });
  t.like(via?.message, { via_bot: { is_bot: true, username: 'inline_bot' } });
  t.like(anonymous?.message, { from: { username: 'GroupAnonymousBot' }, sender_chat: { id: opsRoomId } });
  t.like(post?.channel_post, { sender_chat: { type: 'channel' } });
  t.is(post?.channel_post?.from, undefined);
});

test('[P13] who is not in a chat writes there only by force', async t => {
  const { order, updates } = await bench(t);
  const intruder = { chatId: opsRoomId, userId: 1999, text: '/stop 1' };
  await t.throwsAsync(order('send', intruder), { message: /Sam is not in this chat/ });
  await order('send', { ...intruder, force: true });
  t.like((await updates())[0]?.message, { from: { id: 1999 } });
});

test('in privacy mode a group shows the bot only commands, its name and replies to it', async t => {
  const { order, call, updates } = await bench(t, { privacyMode: true });
  const speak = (text: string, extra = {}) => order('send', { chatId: opsRoomId, userId: 1001, text, ...extra });
  const { message_id } = (await call('sendMessage', { chat_id: opsRoomId, text: 'hi' })).result;
  await speak('just talking');
  await speak('/status');
  await speak('@binnacle_sandbox_bot are you there');
  await speak('yes', { replyTo: message_id });
  const heard = (await updates()).map(({ message }) => message?.text);
  t.deepEqual(heard, ['/status', '@binnacle_sandbox_bot are you there', 'yes']);
});

test('the transcript has every call in order, with its parameters and what came of it', async t => {
  const { call, calls } = await bench(t);
  await call('getMe');
  await call('sendMessage', { chat_id: 1001, text: 'x' });
  await call('sendMessage', { chat_id: 1002, text: '' });
  const all = await calls();
  t.deepEqual(
    all.map(({ number, method, ok }) => [number, method, ok]),
    [
      [1, 'getMe', true],
      [2, 'sendMessage', true],
      [3, 'sendMessage', false],
    ],
  );
  t.like(await calls('chatId=1002'), [
    { params: { text: '' }, errorCode: 400, description: 'Bad Request: message text is empty' },
  ]);
  t.like(await calls('method=sendMessage&since=2'), { length: 1 });
});

test('the event stream tells the page what happens and catches it up', async t => {
  const { url, order, look, call } = await bench(t);
  const { sequence } = await look<{ sequence: number }>('state');
  await order('send', { chatId: 1001, userId: 1001, text: 'before it listened' });
  const events = listen(t, url, sequence);
  t.like((await events.next()).value, { kind: 'message', message: { text: 'before it listened' } });
  await call('sendChatAction', { chat_id: 1001, action: 'typing' });
  t.like((await events.next()).value, { kind: 'action', chatId: 1001, action: 'typing' });
  await call('editMessageText', { chat_id: 1001, message_id: 1, text: 'x' });
  await call('sendMessage', { chat_id: 1001, text: 'live' });
  t.like((await events.next()).value, { kind: 'message', message: { text: 'live' } });
});

test('another site that the browser has open cannot use the control side', async t => {
  const { url, updates } = await bench(t);
  const body = JSON.stringify({ chatId: 1001, userId: 1001, text: '/stop' });
  const from = (headers: Record<string, string>) =>
    fetch(`${url}/sandbox/api/send`, { method: 'POST', body, headers }).then(({ status }) => status);
  t.is(await from({ 'content-type': 'application/json', origin: 'https://evil.example' }), 403);
  t.is(await from({ 'content-type': 'text/plain' }), 415, 'a form of another site can send no JSON');
  t.deepEqual(await updates(), []);
  t.is(await from({ 'content-type': 'application/json', origin: url }), 200);
});
