import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExecutionContext, default as test } from 'ava';
import type { Page } from 'playwright-core';
import { launch, noBrowser, phone } from '../adapters/telegram/sandbox/browser.ts';
import { people, surroundings } from './program.ts';

if (noBrowser !== undefined) console.log(noBrowser);
const pictures = process.env.BINNACLE_PICTURES;
const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
/** A task that needs a yes, and fails. */
const task = {
  ...{ id: 'nightly_check', title: 'Check the backup of the night', program: '/usr/bin/false', arguments: [] },
  ...{ parameters: [], route: 'heavy', risk: 'medium', gates: [{ category: 'supervised_heavy_execution' }] },
  ...{ timeoutMs: 30_000, rollback: 'Nothing to undo.' },
};

(noBrowser === undefined ? test : test.skip)(
  '[T-54] [R-401] [P16] an operator finds why a job failed, who approved it, what the budget is and what a chat was at a moment, and axe finds nothing',
  async t => {
    t.timeout(300_000);
    const around = await surroundings({ http: { port: 0, perSecond: 1000, burst: 1000 }, tasks: [task] });
    t.teardown(around.close);
    const program = around.start();
    await program.ready;
    const read = (name: string) => readFileSync(join(around.directory, 'data', name), 'utf8').trim();
    const { httpUrl } = JSON.parse(read('ready.json')) as { httpUrl: string };
    const headers = { authorization: `Bearer ${read('http-token')}` };
    const ask = async (path: string) => (await (await fetch(`${httpUrl}/api/v1/${path}`, { headers })).json()) as never;
    const [ada, olu] = people;
    const say = (chatId: number, text: string) => around.post('send', { chatId, userId: chatId, text });

    await say(ada!.id, '/status');
    await say(ada!.id, '/run nightly_check');
    const jobOf = async () => ((await ask('jobs')) as { jobs: { jobId: string; state: string }[] }).jobs[0];
    const inState = (state: string) => until(async () => (await jobOf())?.state === state, state);
    await inState('requested');
    const { jobId } = (await jobOf())!;
    await say(olu!.id, `/approve ${jobId}`);
    await inState('approved');
    await say(ada!.id, `/resume ${jobId}`);
    await inState('failed');

    const browser = await launch();
    t.teardown(() => browser.close());
    for (const [name, options] of Object.entries({
      wide: { viewport: { width: 1280, height: 900 } },
      phone: { ...phone, colorScheme: 'dark' as const },
    })) {
      const context = await browser.newContext(options);
      await context.addInitScript(axe);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', error => complaints.push(String(error)));
      const see = (view: string) => looked(t, page, `${name}-${view}`);

      await page.goto(httpUrl);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await see('sign-in');
      await page.getByLabel('Token').fill(read('http-token'));
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Error budgets, 30 days').waitFor();
      await see('now');

      await page.getByRole('link', { name: 'Jobs', exact: true }).click();
      await page.getByRole('link', { name: /Check the backup/ }).click();
      await page.getByText(/It failed:/).waitFor();
      await page.getByText(`tg:${olu!.id}`).first().waitFor();
      await see('job');

      await page.getByRole('link', { name: 'Step through it' }).click();
      const slider = page.getByRole('slider', { name: 'Revision' });
      await page.getByText(/revision \d+ of \d+/).waitFor();
      const last = await slider.inputValue();
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
      t.is(Number(await slider.inputValue()), Number(last) - 1);
      await page.getByText(`revision ${Number(last) - 1} of ${last}`).waitFor();
      await see('past');

      await page.goto(`${httpUrl}/#past/chat-${ada!.id}@${new Date().toISOString()}`);
      await page.getByText('State after it').waitFor();

      await page.getByRole('link', { name: 'Budget' }).click();
      await page.getByText('Objectives over 30 days').waitFor();
      await page.locator('.chart canvas').nth(2).waitFor();
      await see('budget');

      await page.getByRole('link', { name: 'Incident' }).click();
      await page.locator('.lanes circle').first().waitFor();
      await page.getByRole('link', { name: 'Fit to what happened' }).click();
      await page.waitForURL(/incident\/.+\.\./);
      await page.locator('.lanes circle').first().waitFor();
      await see('incident');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'Report (Markdown)' }).click(),
      ]);
      t.regex(readFileSync(await download.path(), 'utf8'), /## What stood out[\s\S]*exit_code/);
      await page.getByRole('link', { name: 'Alerts' }).click();
      await page.getByRole('heading', { name: 'Alerts' }).waitFor();
      await see('alerts');
      const width = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      t.true(Number(width) <= 0, `${name} scrolls sideways`);
      t.deepEqual(complaints, []);
      await context.close();
    }
    t.is(await program.kill('SIGTERM'), 0);
  },
);

/** Axe has nothing to say, and a person may look at a picture. */
async function looked(t: ExecutionContext, page: Page, name: string): Promise<void> {
  const found = (await page.evaluate(
    `axe.run(document).then(({ violations }) => violations.map(({ id, nodes }) => id + ' ' + nodes[0].html.slice(0, 200)))`,
  )) as string[];
  t.deepEqual(found, [], name);
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** @throws when it is not so within 40 s. */
async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isSo()) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error(`${what}: not seen within 40 s`);
}
