import { bench } from './bench.ts';
import { phone, picture } from './browser.ts';
import { pageTests } from './page-stage.ts';

const { test, stage } = pageTests();

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
