import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Where Debian puts it; CHROMIUM_PATH overrules. */
export const chromiumPath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

/** Undefined, or why the browser tests cannot run here. */
export const noBrowser = existsSync(chromiumPath)
  ? undefined
  : `There is no browser at ${chromiumPath}: set CHROMIUM_PATH to run the tests of the chat page.`;

export function launch(): Promise<Browser> {
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: chromiumPath, args });
}

export const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 760 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
};

/** Opens the chat page once it has drawn its chats; `complaints` gathers what the browser's console says is wrong. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ viewport: { width: 1180, height: 760 }, ...options });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', error => complaints.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  await page.locator('.chat-button').first().waitFor({ state: 'attached' });
  return { page, complaints, close: () => context.close() };
}

/** Keeps a picture of the page in the directory named by SANDBOX_SCREENSHOTS, if any, for a person to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  const directory = process.env.SANDBOX_SCREENSHOTS;
  if (directory !== undefined) await page.screenshot({ path: `${directory}/${name}.png` });
}
