import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { default as test } from 'ava';
import type { z } from 'zod';
import { routes } from '../../adapters/http/api/routes.ts';
import { surroundings } from './program.ts';

/** Of the routes that need one: something that is there after one command. */
const asked: Record<string, string> = {
  ...{ jobId: 'none', id: 'tg-', key: 'none', stream: 'chat-3001' },
  ...{ sli: 'commands', chart: 'budget' },
};
const windowed = /^incident/;

test('[A-19] [K-66] [P16] the running program answers health, metrics and every question as its document says', async t => {
  t.timeout(120_000);
  const around = await surroundings({ http: { port: 0, perSecond: 1000, burst: 1000 } });
  t.teardown(around.close);
  const program = around.start();
  await program.ready;
  const { httpUrl } = JSON.parse(readFileSync(join(around.directory, 'data/ready.json'), 'utf8')) as {
    httpUrl: string;
  };
  const tokenFile = join(around.directory, 'data/http-token');
  t.is(statSync(tokenFile).mode & 0o777, 0o600);
  const headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
  const get = async (path: string) => fetch(`${httpUrl}${path}`, { headers });
  await around.post('send', { chatId: 3001, userId: 3001, text: '/status' });
  await seen(async () =>
    /binnacle_user_actions_total\{command="status"\} 1/.test(await (await get('/metrics')).text()),
  );

  t.is((await fetch(`${httpUrl}/readyz`)).status, 200);
  for (const [name, { path, answer }] of Object.entries(routes)) {
    const said = await get(
      `/api/v1${path.replace(/\{(\w+)\}/g, (_, key: string) => asked[key]!)}${windowed.test(name) ? span() : ''}`,
    );
    if (name === 'trace' && said.status === 400) continue; // More than one chain begins so.
    t.is(said.status, 200, `${name} ${said.status}`);
    const checked = (answer as z.ZodType).safeParse(name === 'incidentReport' ? await said.text() : await said.json());
    t.true(checked.success, `${name}: ${checked.error}`);
  }
  const metrics = await (await get('/metrics')).text();
  t.notRegex(metrics, /binnacle_scrape_source_up\{[^}]*\} 0/);
  t.regex(metrics, /binnacle_reply_seconds_count [1-9]/);
  t.false(program.output().includes(headers.authorization.slice(7)));
  t.is(await program.kill('SIGTERM'), 0);
});

/** The last hour. */
function span(): string {
  const [from, to] = [Date.now() - 3_600_000, Date.now() + 1000].map(ms => new Date(ms).toISOString());
  return `?from=${from}&to=${to}`;
}

/** @throws when it is not so within 20 s. */
async function seen(isSo: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await isSo()) return;
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  throw new Error('it was not seen within 20 s');
}
