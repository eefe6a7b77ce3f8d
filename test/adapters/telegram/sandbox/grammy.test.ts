import { default as test } from 'ava';
import { Bot, GrammyError, HttpError, InlineKeyboard, InputFile } from 'grammy';
import { bench, listen, type Notice, png } from './bench.ts';

test('grammY works against it end to end: poll, reply, edit, photo, callback', async t => {
  const { url, apiRoot, token, order } = await bench(t);
  const bot = new Bot(token, { client: { apiRoot } });
  const keyboard = new InlineKeyboard().text('Refresh', 'refresh');
  bot.command('chart', context =>
    context.replyWithPhoto(new InputFile(png(20, 10), 'chart.png'), { caption: 'CPU', reply_markup: keyboard }),
  );
  bot.on('message:text', context => context.reply(`You said ${context.message.text}`, { reply_markup: keyboard }));
  bot.callbackQuery('refresh', async context => {
    await context.answerCallbackQuery('Fresh');
    await context.editMessageText('Refreshed');
  });
  const polling = bot.start();
  const notices = listen(t, url);
  const ada = { chatId: 1001, userId: 1001 };

  await order('send', { ...ada, text: 'hello' });
  const reply = await next(notices, ({ message }) => message?.from?.is_bot === true);
  t.like(reply.message, { text: 'You said hello', reply_markup: { inline_keyboard: [[{ text: 'Refresh' }]] } });
  await order('send', { ...ada, text: '/chart' });
  const chart = await next(notices, ({ message }) => message?.photo !== undefined);
  t.like(chart.message, { caption: 'CPU', photo: [{ width: 20, height: 10 }] });

  await order('press', { ...ada, messageId: reply.message!.message_id, data: 'refresh' });
  t.like(await next(notices, ({ kind }) => kind === 'answered'), { text: 'Fresh', alert: false });
  t.like((await next(notices, ({ kind }) => kind === 'message')).message, { text: 'Refreshed' });
  await bot.stop();
  await polling;
});

test('[T1][T9] grammY sees errors with their code, words and parameters', async t => {
  const { apiRoot, token, order } = await bench(t);
  const { api } = new Bot(token, { client: { apiRoot } });
  await order('faults', { method: 'sendMessage', kind: 'error', errorCode: 429, retryAfter: 3 });
  const throttled = await t.throwsAsync(api.sendMessage(1001, 'x'), { instanceOf: GrammyError });
  t.like(throttled, { error_code: 429, parameters: { retry_after: 3 } });
  await order('block', { userId: 1001 });
  const blocked = await t.throwsAsync(api.sendMessage(1001, 'x'), { instanceOf: GrammyError });
  t.like(blocked, { error_code: 403, description: 'Forbidden: bot was blocked by the user' });
});

test('[T3] grammY sees a cut connection as a failure of unknown outcome', async t => {
  const { apiRoot, token, order, look } = await bench(t);
  const { api } = new Bot(token, { client: { apiRoot } });
  await order('faults', { method: 'sendMessage', kind: 'cut-after' });
  await t.throwsAsync(api.sendMessage(1001, 'did it arrive?'), { instanceOf: HttpError });
  t.like(await look('state'), { messages: [{ message: { text: 'did it arrive?' } }] });
});

/** The next notice of a kind; those in between are passed over. */
async function next(notices: AsyncGenerator<Notice, undefined>, isWanted: (notice: Notice) => boolean) {
  for (;;) {
    const { value } = await notices.next();
    if (value === undefined) throw new Error('The event stream ended.');
    if (isWanted(value)) return value;
  }
}
