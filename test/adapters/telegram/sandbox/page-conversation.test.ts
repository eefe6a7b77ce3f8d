import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox } from '../../../../adapters/telegram/sandbox/start-sandbox.ts';
import { sidesOf } from './bench.ts';
import { picture } from './browser.ts';
import { pageTests } from './page-stage.ts';

const { test, stage, open } = pageTests();

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

test('the bot is seen typing until it has written', async t => {
  const { page, say, call } = await stage(t);
  await say('/think');
  await page.locator('#typing').waitFor();
  t.is(await page.locator('#head p').textContent(), 'Binnacle is typing…');
  await picture(page, 'typing');
  await call('sendMessage', { chat_id: 1001, text: 'Thought.' });
  await page.locator('#typing').waitFor({ state: 'hidden' });
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
  const { page } = await open(t, first.url);
  await first.close();
  await page.getByText('The sandbox cannot be reached.').waitFor();
  const second = await startSandbox({ dataDir, port: Number(new URL(first.url).port) });
  t.teardown(second.close);
  await sidesOf(second.url, second.token).call('sendMessage', { chat_id: 1001, text: 'here again' });
  await page.locator('.message .body', { hasText: 'here again' }).waitFor();
  await page.getByText('The bot is not polling.').waitFor();
  t.pass();
});
