import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { default as anyTest, type ExecutionContext, type TestFn } from 'ava';
import type { Browser, Page } from 'playwright-core';
import { opsRoomId } from '../../adapters/telegram/sandbox/seed.ts';
import { launch, noBrowser, phone } from '../adapters/telegram/sandbox/browser.ts';
import { newcomer } from './newcomer.ts';

/** Heavy work from the wish to its end, as several people see it in their browsers and at the terminal. */
const suite = anyTest as TestFn;
const test = noBrowser === undefined ? suite.serial : suite.serial.skip;
if (noBrowser !== undefined) console.log(noBrowser);
const pictures = process.env.BINNACLE_PICTURES;
const binnacle = join(import.meta.dirname, '../../ops/binnacle');

const [ada, olu, piet] = [1001, 1002, 1004];

/** The real program as a newcomer starts it, and a browser to look at it. */
async function office(t: ExecutionContext) {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-jobs-'));
  const program = await newcomer(directory);
  const browser = await launch();
  t.teardown(async () => {
    await browser.close();
    await program.kill();
    rmSync(directory, { recursive: true, force: true });
  });
  const terminal = async (...words: string[]) => {
    const options = { cwd: directory, env: { PATH: process.env.PATH, HOME: directory }, timeout: 30_000 };
    return (await promisify(execFile)(binnacle, words, options)).stdout;
  };
  return {
    terminal,
    at: (chatId: number, userId: number, options = {}) => seat(browser, program.pageUrl, chatId, userId, options),
  };
}

/** One person in one chat. */
async function seat(browser: Browser, url: string, chatId: number, userId: number, options: object) {
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, ...options });
  await page.goto(`${url}#${userId}/${chatId}`);
  await page.locator('.chat-button').first().waitFor({ state: 'attached' });
  return {
    page,
    async say(text: string) {
      await page.fill('#text', text);
      await page.keyboard.press('Enter');
    },
    /** The newest message that says it. */
    async sees(words: string | RegExp) {
      const message = page.locator('.message', { hasText: words }).last();
      await message.waitFor({ timeout: 30_000 });
      return message;
    },
    press: (label: string) => page.getByRole('button', { name: label, exact: true }).last().click(),
    count: (words: RegExp) => page.locator('.message', { hasText: words }).count(),
  };
}

async function picture(name: string, page: Page) {
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

const idIn = async (message: { textContent(): Promise<string | null> }) =>
  /[0-9A-Z]{10}/.exec((await message.textContent()) ?? '')![0];

test('[C-06] [C-07] [C-26] [I1] heavy work is asked for, not approved by who asked, approved by another, resumed, watched and ended', async t => {
  t.timeout(180_000);
  const { at, terminal } = await office(t);
  const asking = await at(piet, piet);
  const room = await at(opsRoomId, ada);

  await asking.say('/run practice_run 8 4');
  const jobId = await idIn(await asking.sees(/waits for approval/));
  await picture('jobs-1-approval-card', asking.page);
  await asking.press('Approve');
  await asking.sees(/somebody else has to approve it/);
  await picture('jobs-2-not-by-who-asked', asking.page);

  await room.sees(new RegExp(`${jobId} waits for approval`));
  await picture('jobs-3-ops-room', room.page);
  await room.press('Approve');
  await room.sees(/You approved supervised_heavy_execution/);
  await asking.sees(/approved, waits to be resumed/);
  t.regex(await terminal('jobs', jobId), /approved, waits to be resumed/);

  await asking.press('Resume');
  await asking.sees(/RUNNING/);
  await asking.sees(/▓/);
  await picture('jobs-4-running', asking.page);
  await asking.sees(/✓ succeeded/);
  await asking.sees(new RegExp(`${jobId} SUCCEEDED`));
  await picture('jobs-5-ended', asking.page);
  t.is(await asking.count(/RUNNING|QUEUED/), 0);

  await asking.say(`/why ${jobId}`);
  const why = await (await asking.sees(/Why .* is SUCCEEDED/)).textContent();
  for (const said of [
    /Piet \(tg:1004\) asked for it/,
    /Piet \(tg:1004\) was refused Approve/,
    /Ada \(tg:1001\) approved/,
    /it succeeded/,
  ])
    t.regex(why ?? '', said);
  await asking.say(`/trace ${jobId}`);
  await asking.sees(/Trace of job/);
  await picture('jobs-6-why-and-trace', asking.page);
  const { facts } = JSON.parse(await terminal('jobs', jobId, '--json')) as { facts: { type: string }[] };
  t.is(facts.filter(({ type }) => type === 'AttemptStarted').length, 1);
});

test('[C-04] [I8] work that runs is stopped by a button, and an admin recovers it; the board shows it on a phone', async t => {
  t.timeout(180_000);
  const { at, terminal } = await office(t);
  const asking = await at(olu, olu);
  const room = await at(opsRoomId, ada);

  await asking.say('/run');
  await asking.sees(/Which task/);
  await asking.press('A harmless heavy task to practise with');
  const jobId = await idIn(await asking.sees(/waits for approval/));
  await room.sees(new RegExp(jobId));
  await room.press('Approve');
  await asking.sees(/waits to be resumed/);
  await asking.say(`/resume ${jobId}`);
  await asking.sees(/RUNNING/);
  await asking.press('Stop');
  await asking.sees(/■ canceled/);
  await picture('jobs-7-canceled', asking.page);

  const admin = await at(ada, ada);
  await admin.say(`/recover ${jobId} the wrong one was stopped`);
  await admin.sees(/approvals from before are void/);
  await asking.sees(/waits for approval/);
  t.regex(await terminal('why', jobId), /Ada \(tg:1001\) recovered it/);

  const small = await at(olu, olu, { ...phone, colorScheme: 'dark' });
  await small.say('/board');
  await small.sees(/1 for approval/);
  await picture('jobs-8-board-phone-dark', small.page);
  await small.say(`/status ${jobId}`);
  await small.sees(new RegExp(`${jobId} waits for approval`));
  await picture('jobs-9-card-phone-dark', small.page);
});
