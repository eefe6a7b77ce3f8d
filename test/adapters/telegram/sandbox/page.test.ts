import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as anyTest, type ExecutionContext, type TestFn } from 'ava';
import { Bot, InlineKeyboard, InputFile } from 'grammy';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { engineeringForumId, opsRoomId, seedTopics } from '../../../../adapters/telegram/sandbox/seed.ts';
import { startSandbox } from '../../../../adapters/telegram/sandbox/start-sandbox.ts';
import { bench, png, sidesOf } from './bench.ts';
import { launch, noBrowser, openPage, phone, picture } from './browser.ts';

const suite = anyTest as TestFn<{ browser: Browser }>;
const test = noBrowser === undefined ? suite.serial : suite.serial.skip;
if (noBrowser !== undefined) console.log(noBrowser);
let browser: Browser;

suite.before(async () => {
  if (noBrowser === undefined) browser = await launch();
});
suite.after.always(async () => browser?.close());

const PRE =
  'host     cpu\nweb-01   42 %   a line much too long for any bubble, so it has to scroll by itself sideways '.repeat(
    2,
  );

/** A sandbox with a small bot: it echoes, and answers its buttons with an edit, an alert or not at all. */
async function stage(
  t: ExecutionContext,
  { isSilent = false, ...options }: BrowserContextOptions & { isSilent?: boolean } = {},
) {
  const sandbox = await bench(t);
  const bot = new Bot(sandbox.token, { client: { apiRoot: sandbox.apiRoot } });
  const keyboard = new InlineKeyboard()
    .text('Refresh', 'refresh')
    .text('Explain', 'explain')
    .row()
    .text('Sleep', 'sleep');
  await bot.api.setMyCommands([
    { command: 'status', description: 'How things are' },
    { command: 'start', description: 'Control centre' },
    { command: 'stop', description: 'Stops a job' },
  ]);
  bot.command('chart', context =>
    context.replyWithPhoto(new InputFile(png(900, 500), 'c.png'), { caption: 'CPU of web-01' }),
  );
  bot.command('export', context => context.replyWithDocument(new InputFile(Buffer.from('a,b'), 'cpu.csv')));
  bot.command('code', context => context.reply(PRE, { entities: [{ type: 'pre', offset: 0, length: PRE.length }] }));
  bot.command('think', context => context.replyWithChatAction('typing'));
  bot.callbackQuery('refresh', async context => {
    await context.answerCallbackQuery('Refreshed');
    await context.editMessageText('Fresh as can be', { reply_markup: keyboard });
  });
  bot.callbackQuery('explain', context => context.answerCallbackQuery({ text: 'Because.', show_alert: true }));
  bot.on('message:text', context => context.reply(`Echo: ${context.message.text}`, { reply_markup: keyboard }));
  const polling = isSilent ? undefined : bot.start();
  const opened = await openPage(browser, sandbox.url, options);
  t.teardown(async () => {
    await opened.close();
    if (!isSilent) await bot.stop();
    await polling;
  });
  const say = async (text: string) => {
    await opened.page.fill('#text', text);
    await opened.page.keyboard.press('Enter');
  };
  const said = (text: string) => opened.page.locator('.message .body', { hasText: text }).last();
  return { ...sandbox, ...opened, say, said };
}

test('what one writes is answered; a pressed button waits, is answered, and its message changes', async t => {
  const { page, said, say, complaints, order } = await stage(t);
  await say('hello');
  await said('Echo: hello').waitFor();
  await order('faults', { method: 'answerCallbackQuery', kind: 'delay', delayMs: 300 });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.locator('.key[aria-busy="true"]').waitFor();
  await page.locator('.toast', { hasText: 'Refreshed' }).waitFor();
  await said('Fresh as can be').waitFor();
  await page.locator('.meta .edited').waitFor();
  t.is(await page.locator('.key[aria-busy="true"]').count(), 0);
  await picture(page, 'reply-and-edit');
  t.deepEqual(complaints, []);
});

test('an alert has to be read, and gives the focus back', async t => {
  const { page, say } = await stage(t);
  await say('hello');
  await page.getByRole('button', { name: 'Explain' }).click();
  const alert = page.getByRole('dialog');
  await alert.getByText('Because.').waitFor();
  await picture(page, 'alert');
  await page.keyboard.press('Enter');
  await alert.waitFor({ state: 'hidden' });
  t.is(await page.evaluate('document.activeElement.textContent'), 'Explain');
});

test('the slash opens the commands, which keys alone can filter, choose and send', async t => {
  const { page, said } = await stage(t);
  await page.locator('#text').focus();
  await page.keyboard.type('/');
  const options = page.getByRole('option');
  await options.nth(2).waitFor();
  await page.keyboard.type('st');
  t.deepEqual(await options.locator('b').allTextContents(), ['/status', '/start', '/stop']);
  await page.keyboard.press('ArrowDown');
  t.is(await page.locator('#text').getAttribute('aria-activedescendant'), 'command-1');
  await picture(page, 'commands');
  await page.keyboard.press('Enter');
  t.is(await page.inputValue('#text'), '/start ');
  await page.keyboard.press('Enter');
  await said('Echo: /start').waitFor();
});

test('Shift+Enter breaks the line; the arrow up edits what one wrote last', async t => {
  const { page } = await stage(t);
  await page.locator('#text').focus();
  await page.keyboard.type('one');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  await page.keyboard.press('Enter');
  await page.locator('.mine .body', { hasText: 'one\ntwo' }).waitFor();
  await page.keyboard.press('ArrowUp');
  t.is(await page.inputValue('#text'), 'one\ntwo');
  await picture(page, 'editing');
  await page.keyboard.type(' three');
  await page.keyboard.press('Enter');
  await page.locator('.mine', { hasText: 'two three' }).locator('.meta .edited').waitFor();
});

test('[P13] what a message holds is never markup', async t => {
  const { page, said, say, complaints } = await stage(t);
  const nasty = '<img src=x onerror="document.title=1"><script>document.title=2</script> javascript:alert(1)';
  await say(nasty);
  await said(`Echo: ${nasty}`).waitFor();
  t.regex(await page.title(), /Binnacle/);
  t.deepEqual(complaints, []);
});

test('the page allows no code or resource from elsewhere', async t => {
  const { url } = await bench(t);
  const policy = (await fetch(url)).headers.get('content-security-policy');
  t.regex(policy ?? '', /default-src 'none'; script-src 'self'; style-src 'self'/);
  t.notRegex(policy ?? '', /unsafe|\*|https?:/);
});

test('code scrolls sideways inside its bubble', async t => {
  const { page, say } = await stage(t, phone);
  await page.locator('.chat-button').first().tap();
  await say('/code');
  const code = page.locator('pre');
  await code.waitFor();
  t.true(await code.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 50));
  t.true(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'));
  await picture(page, 'code');
});

test('a picture is enlarged by a click, a document downloaded', async t => {
  const { page, say } = await stage(t);
  await say('/chart');
  await page.locator('.photo').click();
  await page.getByRole('dialog', { name: 'Picture' }).waitFor();
  await page.keyboard.press('Escape');
  await say('/export');
  const download = page.waitForEvent('download');
  await page.locator('.document').click();
  t.is((await download).suggestedFilename(), 'cpu.csv');
});

test('the bot is seen typing until it has written', async t => {
  const { page, say, call } = await stage(t);
  await say('/think');
  await page.locator('#typing').waitFor();
  t.is(await page.locator('#head p').textContent(), 'Binnacle is typing…');
  await picture(page, 'typing');
  await call('sendMessage', { chat_id: 1001, text: 'Thought.' });
  await page.locator('#typing').waitFor({ state: 'hidden' });
});

test('one speaks as another person and sees that person’s chats, unread counts included', async t => {
  const { page, order, call } = await stage(t);
  await order('send', { chatId: opsRoomId, userId: 1001, text: 'anyone here?' });
  await page.locator('#person').click();
  t.is(await page.getByRole('menuitemradio', { name: /Ada/ }).getAttribute('aria-checked'), 'true');
  await picture(page, 'people');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('#person', { hasText: 'Olu' }).waitFor();
  const room = page.locator('.chat-button', { hasText: 'Ops room' });
  await room.locator('.unread').waitFor();
  await room.click();
  await room.locator('.unread').waitFor({ state: 'detached' });
  await page.locator('.author', { hasText: 'Ada' }).first().waitFor();
  await call('sendMessage', { chat_id: 1002, text: 'psst', disable_notification: true });
  await page.locator('.chat-button', { hasText: 'psst' }).click();
  await page.locator('.meta .silent-mark').waitFor();
  t.pass();
});

test('a forum shows one topic at a time, and messages go to the open one', async t => {
  const { page, said, say, call } = await stage(t);
  await call('sendMessage', {
    chat_id: engineeringForumId,
    message_thread_id: seedTopics.incidents,
    text: 'disk full',
  });
  await page.locator('.chat-button', { hasText: 'Engineering' }).click();
  t.is(await page.getByText('disk full').locator('visible=true').count(), 1, 'only in the list of chats');
  await page.getByRole('tab', { name: /General/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.getByRole('tab', { name: 'Deploys', selected: true }).waitFor();
  await say('shipping');
  await said('Echo: shipping').waitFor();
  await page.getByRole('tab', { name: /Incidents/ }).click();
  await said('disk full').waitFor();
  await picture(page, 'forum');
});

test('on a phone there is one pane at a time, and a way back', async t => {
  const { page, said, say } = await stage(t, phone);
  await page.locator('.sidebar').waitFor();
  t.false(await page.locator('#text').isVisible());
  await picture(page, 'phone-list');
  await page.locator('.chat-button', { hasText: 'Binnacle' }).tap();
  await say('from the train');
  await said('Echo: from the train').waitFor();
  t.false(await page.locator('.sidebar').isVisible());
  await picture(page, 'phone-chat');
  await page.getByRole('button', { name: 'Back to the chats' }).tap();
  await page.locator('.sidebar').waitFor();
});

test('colours follow the system until one chooses, and the choice is kept', async t => {
  const { page } = await stage(t, { colorScheme: 'dark' });
  const paper = () => page.evaluate("getComputedStyle(document.querySelector('.sidebar')).backgroundColor");
  const dark = await paper();
  await picture(page, 'dark');
  await page.locator('#theme').click();
  t.not(await paper(), dark);
  await page.reload();
  await page.locator('.chat-button').first().waitFor();
  t.not(await paper(), dark);
});

test('nothing moves for who wants it so', async t => {
  const { page, say } = await stage(t, { reducedMotion: 'reduce' });
  await say('/think');
  await page.locator('#typing').waitFor();
  t.is(await page.evaluate("getComputedStyle(document.querySelector('#typing i')).animationName"), 'none');
});

test('the page says so when no bot polls, and when the bot was blocked', async t => {
  const { page, order } = await stage(t, { isSilent: true });
  await page.getByText('The bot is not polling.').waitFor();
  await picture(page, 'not-polling');
  await order('block', { userId: 1001 });
  await page.getByPlaceholder('You have blocked this bot').waitFor();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await page.getByPlaceholder('Message Binnacle').waitFor();
  t.pass();
});

test('the page finds a restarted sandbox again and shows what is there now', async t => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-page-'));
  t.teardown(() => rmSync(dataDir, { recursive: true }));
  const first = await startSandbox({ dataDir });
  const { page, close } = await openPage(browser, first.url);
  t.teardown(close);
  await first.close();
  await page.getByText('The sandbox cannot be reached.').waitFor();
  const second = await startSandbox({ dataDir, port: Number(new URL(first.url).port) });
  t.teardown(second.close);
  await sidesOf(second.url, second.token).call('sendMessage', { chat_id: 1001, text: 'here again' });
  await page.locator('.message .body', { hasText: 'here again' }).waitFor();
  await page.getByText('The bot is not polling.').waitFor();
  t.pass();
});

test('every control has a name, and the newest message is in sight', async t => {
  const { page, said, say } = await stage(t);
  for (const text of ['/chart', '/export', '/code', 'one', 'two', 'three']) await say(text);
  await said('Echo: three').waitFor();
  const nameless = await page.evaluate(`[...document.querySelectorAll('button, a, textarea, input')]
    .filter(each => !each.textContent.trim() && !each.ariaLabel && !each.title && !each.querySelector('img[alt]'))
    .map(each => each.outerHTML)`);
  t.deepEqual(nameless, []);
  const bottom = await page.evaluate(
    '[...document.querySelectorAll(".message")].at(-1).getBoundingClientRect().bottom',
  );
  t.true((bottom as number) <= 760 - 60);
  await picture(page, 'long');
});
