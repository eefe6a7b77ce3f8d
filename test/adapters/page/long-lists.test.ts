import { default as test } from 'ava';
import { asOf, door, token } from '../http/doors.ts';
import { launch, noBrowser } from '../telegram/sandbox/browser.ts';

if (noBrowser !== undefined) console.log(noBrowser);

const count = 10_000;
const at = '2026-11-21T03:14:00.000Z';

/** Number 0 is the newest. */
const job = (index: number) => ({
  ...{ jobId: `J${index}`, jobClass: 'task' as const, name: 'check', title: `Check number ${index}` },
  ...{ route: 'light', risk: 'low', state: 'succeeded' as const, gates: [], attempt: 1, attemptsMax: 1, fence: 1 },
  ...{ ownerId: null, leaseExpiresAt: null, heartbeatAt: null, availableAt: null, dueAt: null, deadlineAt: null },
  ...{ startedAt: at, progress: null, percent: null, canceling: false, lastError: null, needsOperator: null },
  ...{ result: null, ending: null, chatId: null, requestedBy: 'tg:1', key: 'k', schedule: null, rerunOf: null },
  ...{ recoveryEpoch: 0, untold: 0, news: 0, correlationId: 'c', revision: '1', createdAt: at, updatedAt: at },
  ...{ sinceAt: at, terminalAt: at },
});

(noBrowser === undefined ? test : test.skip)(
  '[T-54] of ten thousand jobs only those in sight are drawn, all can be reached, and found by their words',
  async t => {
    t.timeout(120_000);
    const { door: opened } = await door(
      t,
      {
        answers: {
          jobs: async ({ limit = 50, before }) => {
            const from = before === undefined ? 0 : Number(before.slice(1)) + 1;
            return {
              jobs: Array.from({ length: Math.min(limit, count - from) }, (_, index) => job(from + index)),
              asOf,
            };
          },
          people: async () => ({ people: [] }),
          jobCounts: async () => {
            throw new Error('not asked for here');
          },
        },
      },
      { perSecond: 1000, burst: 1000 },
    );
    const browser = await launch();
    t.teardown(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.goto(`${opened.url}/enter?key=${token}`);
    await page.goto(`${opened.url}/#jobs`);
    const rows = page.locator('.rows li');
    await rows.first().waitFor();
    const box = page.getByRole('region', { name: 'Jobs' });
    let most = 0;
    for (let turns = 0; turns < 100; turns += 1) {
      most = Math.max(most, await rows.count());
      if ((await page.getByText('10000 jobs, newest first').count()) > 0) break;
      await box.evaluate(element => element.scrollTo(0, element.scrollHeight));
      await page.getByText(`${(turns + 1) * 500} jobs, more`).waitFor({ state: 'hidden' });
    }
    await page.getByText('10000 jobs, newest first').waitFor();
    await box.evaluate(element => element.scrollTo(0, element.scrollHeight));
    await page.getByText('Check number 9999', { exact: true }).waitFor();
    t.true(most < 100, `${most} rows at once`);

    await page.getByLabel('Find').fill('number 7777');
    await page.getByText('Check number 7777', { exact: true }).waitFor();
    t.is(await rows.count(), 1);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Job J7777' }).waitFor();
  },
);
