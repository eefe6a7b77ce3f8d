import { default as test } from 'ava';
import { bench, handClock, refusal } from './bench.ts';

const ada = { chat_id: 1001 };
const button = (fields: object) => ({ inline_keyboard: [[fields]] });

test('an inline keyboard must have the shape that Telegram takes', async t => {
  const { call } = await bench(t);
  const refused = (reply_markup: unknown) => refusal(call('sendMessage', { ...ada, text: 'x', reply_markup }));
  const parse = "Bad Request: can't parse inline keyboard button: ";
  t.is(await refused(button({ text: 'a', callback_data: 'b' })), 'accepted');
  t.is(await refused(button({ text: 'a', url: 'https://example.org' })), 'accepted');
  t.is(await refused(button({ text: 'a' })), `${parse}Text buttons are unallowed in the inline keyboard`);
  t.is(
    await refused(button({ text: 'a', callback_data: '' })),
    `${parse}Text buttons are unallowed in the inline keyboard`,
  );
  t.is(await refused(button({ callback_data: 'b' })), `${parse}Can't find field "text"`);
  t.is(await refused(button({ text: 7, callback_data: 'b' })), `${parse}Field "text" must be of type String`);
  t.is(await refused({ inline_keyboard: [['a']] }), `${parse}InlineKeyboardButton must be an Object`);
  t.is(
    await refused({ inline_keyboard: [{ text: 'a' }] }),
    'Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
  );
  t.is(await refused([]), 'Bad Request: object expected as reply markup');
  t.is(await refused('{'), "Bad Request: can't parse reply keyboard markup JSON object");
  t.is(
    await refused(button({ text: 'a', url: 'nowhere' })),
    "Bad Request: inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
  );
});

test('callback data has 1 to 64 bytes', async t => {
  const { call } = await bench(t);
  const refused = (callback_data: string) =>
    refusal(call('sendMessage', { ...ada, text: 'x', reply_markup: button({ text: 'a', callback_data }) }));
  t.is(await refused('x'.repeat(64)), 'accepted');
  t.is(await refused('x'.repeat(65)), 'Bad Request: BUTTON_DATA_INVALID');
  t.is(await refused('é'.repeat(33)), 'Bad Request: BUTTON_DATA_INVALID', 'bytes, not characters');
});

test('a keyboard has at most 8 buttons in a row and 100 in all', async t => {
  const { call } = await bench(t);
  const row = (length: number) => Array.from({ length }, () => ({ text: 'a', callback_data: 'b' }));
  const refused = (inline_keyboard: unknown[]) =>
    refusal(call('sendMessage', { ...ada, text: 'x', reply_markup: { inline_keyboard } }));
  t.is(await refused([row(8)]), 'accepted');
  t.is(await refused([row(9)]), 'Bad Request: reply markup is too long');
  t.is(await refused(Array.from({ length: 13 }, () => row(8))), 'Bad Request: reply markup is too long');
});

test('a pressed button becomes a callback query with its message', async t => {
  const { call, order, updates } = await bench(t);
  const reply_markup = button({ text: 'Go', callback_data: 'go' });
  const { message_id } = (await call('sendMessage', { ...ada, text: 'x', reply_markup })).result;
  const press = { chatId: 1001, messageId: message_id, userId: 1001, data: 'go' };
  const { callbackQueryId } = await order<{ callbackQueryId: string }>('press', press);
  t.like((await updates())[0]?.callback_query, {
    id: callbackQueryId,
    data: 'go',
    from: { id: 1001, is_bot: false },
    message: { message_id, text: 'x', reply_markup },
  });
  const answer = (fields = {}) =>
    refusal(call('answerCallbackQuery', { callback_query_id: callbackQueryId, ...fields }));
  t.is(await answer({ text: 'x'.repeat(201) }), 'Bad Request: MESSAGE_TOO_LONG');
  t.is(await answer({ text: 'x'.repeat(200) }), 'accepted');
});

test('a button can be answered only for a while', async t => {
  const clock = handClock();
  const { call, order } = await bench(t, { clock, callbackMaxAgeMs: 5000 });
  const reply_markup = button({ text: 'Go', callback_data: 'go' });
  const { message_id } = (await call('sendMessage', { ...ada, text: 'x', reply_markup })).result;
  const press = { chatId: 1001, messageId: message_id, userId: 1001, data: 'go' };
  const { callbackQueryId } = await order<{ callbackQueryId: string }>('press', press);
  clock.pass(5001);
  const tooOld = 'Bad Request: query is too old and response timeout expired or query ID is invalid';
  t.is(await refusal(call('answerCallbackQuery', { callback_query_id: callbackQueryId })), tooOld);
  t.is(await refusal(call('answerCallbackQuery', { callback_query_id: '12345' })), tooOld);
});

test('[P13] a button that is not shown, or by someone not there, is pressed only by force', async t => {
  const { call, order, updates } = await bench(t);
  const reply_markup = button({ text: 'Go', callback_data: 'go' });
  const { message_id } = (await call('sendMessage', { ...ada, text: 'x', reply_markup })).result;
  const forged = { chatId: 1001, messageId: message_id, userId: 1999, data: 'approve:1' };
  await t.throwsAsync(order('press', forged), { message: /no button "approve:1"/ });
  await t.throwsAsync(order('press', { ...forged, data: 'go' }), { message: /Sam is not here/ });
  await order('press', { ...forged, force: true });
  t.like((await updates())[0]?.callback_query, { from: { id: 1999 }, data: 'approve:1' });
});
