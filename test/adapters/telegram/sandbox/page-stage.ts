import { default as ava, type ExecutionContext } from 'ava';
import { Bot, InlineKeyboard, InputFile } from 'grammy';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { bench, png } from './bench.ts';
import { launch, noBrowser, openPage } from './browser.ts';

/**
 * What a file of page tests works with: one browser for all of them, and per test a sandbox with a small bot. Where
 * there is no browser, `test` skips and the reason is said. To be called once in a file.
 */
export function pageTests() {
  let browser: Browser;
  if (noBrowser === undefined) {
    ava.before(async () => {
      browser = await launch();
    });
    ava.after.always(async () => browser?.close());
  } else console.log(noBrowser);

  /** Opens a sandbox's page until the test ends. */
  async function open(t: ExecutionContext, url: string, options: BrowserContextOptions = {}) {
    const opened = await openPage(browser, url, options);
    t.teardown(opened.close);
    return opened;
  }

  /** A sandbox, its page, and a bot that polls unless it `isSilent`. */
  async function stage(
    t: ExecutionContext,
    { isSilent = false, ...options }: BrowserContextOptions & { isSilent?: boolean } = {},
  ) {
    const sandbox = await bench(t);
    if (!isSilent) await startBot(t, sandbox);
    const opened = await open(t, sandbox.url, options);
    const say = async (text: string) => {
      await opened.page.fill('#text', text);
      await opened.page.keyboard.press('Enter');
    };
    const said = (text: string) => opened.page.locator('.message .body', { hasText: text }).last();
    return { ...sandbox, ...opened, say, said };
  }

  return { test: noBrowser === undefined ? ava.serial : ava.serial.skip, stage, open };
}

const codeLine =
  'host     cpu\nweb-01   42 %   a line much too long for any bubble, so it has to scroll by itself sideways ';

const keyboard = new InlineKeyboard()
  .text('Refresh', 'refresh')
  .text('Explain', 'explain')
  .row()
  .text('Sleep', 'sleep');

/** It echoes, and answers its buttons with an edit, an alert or not at all; it polls until the test ends. */
async function startBot(t: ExecutionContext, { token, apiRoot }: { token: string; apiRoot: string }): Promise<void> {
  const bot = new Bot(token, { client: { apiRoot } });
  await bot.api.setMyCommands([
    { command: 'status', description: 'How things are' },
    { command: 'start', description: 'Control centre' },
    { command: 'stop', description: 'Stops a job' },
  ]);
  bot.command('chart', context =>
    context.replyWithPhoto(new InputFile(png(900, 500), 'c.png'), { caption: 'CPU of web-01' }),
  );
  bot.command('export', context => context.replyWithDocument(new InputFile(Buffer.from('a,b'), 'cpu.csv')));
  const code = codeLine.repeat(2);
  bot.command('code', context => context.reply(code, { entities: [{ type: 'pre', offset: 0, length: code.length }] }));
  bot.command('think', context => context.replyWithChatAction('typing'));
  bot.callbackQuery('refresh', async context => {
    await context.answerCallbackQuery('Refreshed');
    await context.editMessageText('Fresh as can be', { reply_markup: keyboard });
  });
  bot.callbackQuery('explain', context => context.answerCallbackQuery({ text: 'Because.', show_alert: true }));
  bot.on('message:text', context => context.reply(`Echo: ${context.message.text}`, { reply_markup: keyboard }));
  const polling = bot.start();
  t.teardown(async () => {
    await bot.stop();
    await polling;
  });
}
