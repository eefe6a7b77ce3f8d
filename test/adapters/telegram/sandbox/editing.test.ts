import { default as test } from 'ava';
import { opsRoomId } from '../../../../adapters/telegram/sandbox/seed.ts';
import { bench, handClock, png, refusal } from './bench.ts';

const ada = { chat_id: 1001 };
const keyboard = { inline_keyboard: [[{ text: 'Go', callback_data: 'go' }]] };

test('an edit replaces text and keyboard and marks the message as edited', async t => {
  const { call, look } = await bench(t);
  const { message_id } = (await call('sendMessage', { ...ada, text: 'one', reply_markup: keyboard })).result;
  const { result } = await call('editMessageText', { ...ada, message_id, text: 'two' });
  t.is(result.text, 'two');
  t.is(result.reply_markup, undefined, 'an edit without a keyboard takes it away');
  t.is(typeof result.edit_date, 'number');
  t.like(await look('state'), { messages: [{ message: { text: 'two' } }] });
});

test('an edit that changes nothing is refused in the words that clients look for', async t => {
  const { call } = await bench(t);
  const same = { ...ada, text: 'same', reply_markup: keyboard };
  const { message_id } = (await call('sendMessage', same)).result;
  t.is(
    await refusal(call('editMessageText', { ...same, text: ' same ', message_id })),
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
  );
  t.is(await refusal(call('editMessageText', { ...ada, text: 'same', message_id })), 'accepted', 'the keyboard went');
  t.is(await refusal(call('editMessageText', { ...same, message_id })), 'accepted', 'and came back');
});

test('only an existing message of the bot can be edited', async t => {
  const { call, order } = await bench(t);
  const { messageId } = await order('send', { chatId: 1001, userId: 1001, text: 'mine' });
  const editing = (message_id?: number, chat_id = 1001) =>
    refusal(call('editMessageText', { chat_id, message_id, text: 'yours' }));
  t.is(await editing(), 'Bad Request: message identifier is not specified');
  t.is(await editing(99), 'Bad Request: message to edit not found');
  t.is(await editing(messageId), "Bad Request: message can't be edited");
  t.is(await editing(1, 424242), 'Bad Request: chat not found');
});

test('a keyboard alone can be changed, which does not mark the message as edited', async t => {
  const { call } = await bench(t);
  const { message_id } = (await call('sendMessage', { ...ada, text: 'x' })).result;
  const { result } = await call('editMessageReplyMarkup', { ...ada, message_id, reply_markup: keyboard });
  t.deepEqual(result.reply_markup, keyboard);
  t.is(result.edit_date, undefined);
});

test('text and caption are edited each by its own method', async t => {
  const { call, form } = await bench(t);
  const photo = new FormData();
  photo.append('chat_id', '1001');
  photo.append('caption', 'before');
  photo.append('photo', new Blob([png(4, 4)]), 'a.png');
  const { message_id: picture } = (await form('sendPhoto', photo)).result;
  const { message_id: text } = (await call('sendMessage', { ...ada, text: 'x' })).result;
  t.is(
    await refusal(call('editMessageText', { ...ada, message_id: picture, text: 'x' })),
    'Bad Request: there is no text in the message to edit',
  );
  t.is(
    await refusal(call('editMessageCaption', { ...ada, message_id: text, caption: 'x' })),
    'Bad Request: there is no caption in the message to edit',
  );
  const edited = await call('editMessageCaption', { ...ada, message_id: picture, caption: 'after' });
  t.like(edited.result, { caption: 'after', photo: [{ width: 4 }] });
});

test('the photo of a message can be replaced by another', async t => {
  const { form } = await bench(t);
  const first = new FormData();
  first.append('chat_id', '1001');
  first.append('photo', new Blob([png(4, 4)]), 'a.png');
  const { message_id } = (await form('sendPhoto', first)).result;
  const second = new FormData();
  second.append('chat_id', '1001');
  second.append('message_id', String(message_id));
  second.append('media', JSON.stringify({ type: 'photo', media: 'attach://fresh', caption: 'new' }));
  second.append('fresh', new Blob([png(8, 6)]), 'b.png');
  t.like((await form('editMessageMedia', second)).result, { caption: 'new', photo: [{ width: 8, height: 6 }] });
});

test('a message can be deleted for 48 hours, in groups only if it is the bot’s own', async t => {
  const clock = handClock();
  const { call, order, look } = await bench(t, { clock });
  const { message_id } = (await call('sendMessage', { ...ada, text: 'x' })).result;
  const { messageId } = await order('send', { chatId: opsRoomId, userId: 1001, text: 'x' });
  const deleting = (id: number, chat_id = 1001) => refusal(call('deleteMessage', { chat_id, message_id: id }));
  t.is(await deleting(messageId!, opsRoomId), "Bad Request: message can't be deleted");
  t.is(await deleting(99), 'Bad Request: message to delete not found');
  clock.pass(49 * 3_600_000);
  t.is(await deleting(message_id), "Bad Request: message can't be deleted for everyone");
  clock.pass(-2 * 3_600_000);
  t.is(await deleting(message_id), 'accepted');
  t.like(await look('state'), { messages: { length: 1 } });
});
