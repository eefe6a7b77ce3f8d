import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { default as anyTest, type TestFn } from 'ava';
import type { Browser, Page } from 'playwright-core';
import { launch, noBrowser, phone } from '../adapters/telegram/sandbox/browser.ts';
import { newcomer } from './newcomer.ts';

/** What a newcomer does after `npm start`: opens the chat in a browser and asks. The real program, nothing set up. */
const suite = anyTest as TestFn<{ browser: Browser }>;
const test = noBrowser === undefined ? suite.serial : suite.serial.skip;
if (noBrowser !== undefined) console.log(noBrowser);
const pictures = process.env.BINNACLE_PICTURES;

test('[A-02] [A-06] [P13] a newcomer asks the machine, is asked back, presses buttons, and a stranger gets silence', async t => {
  t.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-page-'));
  const program = await newcomer(directory);
  const browser = await launch();
  t.teardown(async () => {
    await browser.close();
    await program.kill();
    rmSync(directory, { recursive: true, force: true });
  });
  const page = await browser.newPage({ viewport: { width: 1180, height: 800 } });
  await page.goto(`${program.pageUrl}#1001/1001`);
  const say = async (text: string) => {
    await page.fill('#text', text);
    await page.keyboard.press('Enter');
  };
  const said = (text: string | RegExp) => page.locator('.message .body', { hasText: text }).last();
  const picture = async (name: string, of: Page = page) => {
    if (pictures !== undefined) await of.screenshot({ path: join(pictures, `${name}.png`) });
  };

  await say('/start');
  await said('I watch this machine').waitFor();
  await picture('1-start');
  await page.getByRole('button', { name: 'Processor', exact: true }).last().click();
  await said('Processor').waitFor();
  await picture('2-cpu-in-place');
  await page.getByRole('button', { name: '‹ Menu' }).last().click();
  await said('I watch this machine').waitFor();
  await say('/status');
  await said(/The service is/).waitFor();
  await say('/cpuu');
  await said('Did you mean /cpu?').waitFor();
  await picture('3-status-and-a-wrong-command');

  await say('/trace');
  await said('Which one?').waitFor();
  await page
    .getByRole('button', { name: /^\/status/ })
    .last()
    .click();
  await said(/Trace of tg-/).waitFor();
  await picture('4-trace-by-a-button');

  await page.goto('about:blank');
  await page.goto(`${program.pageUrl}#1999/1999`);
  await say('/status');
  await say('is anybody there?');
  await page.goto('about:blank');
  await page.goto(`${program.pageUrl}#1001/1001`);
  await say('/audit');
  await said(/tg:1999/).waitFor();
  await page.goto('about:blank');
  await page.goto(`${program.pageUrl}#1999/1999`);
  await page.locator('.message', { hasText: 'is anybody there?' }).waitFor();
  t.is(await page.locator('.message', { hasText: /Binnacle on|The service/ }).count(), 0);

  const small = await browser.newPage({ ...phone, colorScheme: 'dark' });
  await small.goto(`${program.pageUrl}#1001/1001`);
  await small.locator('.message .body', { hasText: 'Trace of' }).last().waitFor();
  await picture('5-phone-dark', small);
});
