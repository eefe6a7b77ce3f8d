import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { default as test } from 'ava';
import { Refusal } from '../../../domain/refusal.ts';
import { asOf, door, token } from './doors.ts';

const empty = { answers: { alerts: async () => ({ alerts: [], asOf }) } };

test('[A-19] health needs no token, and tells no more than names and states', async t => {
  const parts = [{ name: 'bus', state: 'down', why: 'password wrong' }];
  const { ask } = await door(t, { readiness: async () => ({ ready: false, parts }) });
  for (const path of ['/livez', '/startupz']) t.is((await ask(path)).status, 200, path);
  const ready = await ask('/readyz');
  t.is(ready.status, 503);
  t.deepEqual(ready.json(), { status: 'unavailable', parts: [{ name: 'bus', state: 'down' }] });
});

test('[T-26] everything else needs the token, and a wrong one is refused as a missing one is', async t => {
  const { ask, bearer } = await door(t, empty);
  for (const path of ['/metrics', '/api/v1/alerts', '/api/v1/openapi.json', '/api/v1/live'])
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: token },
      { cookie: 'binnacle_session=x' },
    ]) {
      const refused = await ask(path, headers as Record<string, string>);
      t.is(refused.status, 401, path);
      t.is(refused.json().code, 'unauthorized');
      t.truthy(refused.headers['www-authenticate']);
    }
  t.deepEqual((await ask('/api/v1/alerts', bearer)).json(), { alerts: [], asOf });
});

test('[T-26] every answer carries the headers that protect a browser, and no other site may read it', async t => {
  const { ask, bearer } = await door(t, empty);
  for (const path of ['/livez', '/', '/nothing', '/api/v1/alerts', '/metrics']) {
    const { headers } = await ask(path, { ...bearer, origin: 'https://evil.example' });
    t.regex(String(headers['content-security-policy']), /default-src 'none'.*frame-ancestors 'none'/, path);
    t.notRegex(String(headers['content-security-policy']), /unsafe/);
    t.is(headers['x-content-type-options'], 'nosniff');
    t.is(headers['referrer-policy'], 'no-referrer');
    t.is(headers['access-control-allow-origin'], undefined);
    t.truthy(headers['x-correlation-id']);
  }
});

test('[T-26] a name that is not ours is refused, whatever it points to', async t => {
  const { ask, bearer } = await door(t, empty);
  for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', 'a b'])
    t.is((await ask('/api/v1/alerts', { ...bearer, host })).status, 403, host);
  for (const host of ['localhost:7466', '127.0.0.1', '[::1]:80', 'ops.example', 'OPS.example:443'])
    t.is((await ask('/api/v1/alerts', { ...bearer, host })).status, 200, host);
});

test('[T-24] a caller gets ten questions a second and a few at once; another one is not held up', async t => {
  const { ask, bearer, pass } = await door(t, empty);
  const statuses = async (count: number, headers: Record<string, string>) => {
    const said = [];
    for (let each = 0; each < count; each += 1) said.push((await ask('/api/v1/alerts', headers)).status);
    return said;
  };
  t.deepEqual(new Set(await statuses(20, bearer)), new Set([200]));
  const refused = await ask('/api/v1/alerts', bearer);
  t.is(refused.status, 429);
  t.is(refused.json().code, 'rate_limited');
  t.true(refused.json().retryAfterMs > 0);
  t.is((await ask('/api/v1/alerts')).status, 401);
  t.is((await ask('/livez')).status, 200);
  pass(1000);
  t.is((await statuses(11, bearer)).filter(status => status === 200).length, 10);
});

test('a link opens the page once, within 15 minutes; its session ends in time, or when it is left', async t => {
  const { ask, door: opened, pass } = await door(t, empty);
  const path = opened.link().replace(opened.url, '');
  const entered = await ask(path);
  t.is(entered.status, 303);
  t.is(entered.headers.location, '/');
  const [cookie] = entered.headers['set-cookie'] as string[];
  t.regex(cookie!, /HttpOnly; SameSite=Strict/);
  const session = { cookie: cookie!.split(';')[0]! };
  t.is((await ask('/api/v1/alerts', session)).status, 200);
  t.is((await ask(path)).headers['set-cookie'], undefined);
  pass(61_000);
  t.is((await ask('/api/v1/alerts', session)).status, 401);

  const late = opened.link().replace(opened.url, '');
  pass(16 * 60_000);
  t.is((await ask(late)).headers.location, '/?refused');

  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const again = await ask('/enter', form, { method: 'POST', body: `key=${token}` });
  const second = { cookie: (again.headers['set-cookie'] as string[])[0]!.split(';')[0]! };
  t.is((await ask('/api/v1/alerts', second)).status, 200);
  t.is((await ask('/leave', { ...second, origin: 'http://evil.example' }, { method: 'POST' })).status, 403);
  t.is((await ask('/leave', { ...second, 'sec-fetch-site': 'cross-site' }, { method: 'POST' })).status, 403);
  const own = { ...second, origin: 'null', 'sec-fetch-site': 'same-origin' };
  t.is((await ask('/leave', own, { method: 'POST' })).status, 303);
  t.is((await ask('/api/v1/alerts', second)).status, 401);
});

test('what goes wrong is told in the envelope of every door, with a fitting status and no cause', async t => {
  const { ask, bearer } = await door(t, {
    answers: {
      alerts: async () => {
        throw new Refusal('circuit_open', 'The views rest.', { retryAfterMs: 1500 });
      },
      slo: async () => {
        throw new TypeError('a secret of the program');
      },
      job: async () => ({ job: null, asOf }),
    },
  });
  const open = await ask('/api/v1/alerts', bearer);
  t.is(open.status, 503);
  t.is(open.headers['retry-after'], '2');
  t.like(open.json(), { code: 'circuit_open', class: 'upstream', retryable: true });
  t.is(open.json().correlationId, open.headers['x-correlation-id']);
  const bug = await ask('/api/v1/slo', bearer);
  t.is(bug.status, 500);
  t.notRegex(bug.text, /secret/);
  const wrong = await ask('/api/v1/jobs?limit=9999&colour=red', bearer);
  t.is(wrong.status, 400);
  t.regex(wrong.json().message, /limit/);
  t.is((await ask('/api/v1/nothing', bearer)).status, 404);
  t.is((await ask('/api/v1/jobs/%zz', bearer)).status, 400);
  t.is((await ask('/../../package.json')).status, 404);
  t.is((await ask('/files/..%2f..%2fpage-file.ts')).status, 404);
  t.is((await ask('/api/v1/alerts', bearer, { method: 'PUT' })).status, 400);
  t.is((await ask(`/${'x'.repeat(3000)}`)).status, 413);
});

test('a request that is too large or too slow is ended, and the others are answered', async t => {
  const { ask, door: opened } = await door(t);
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  t.is((await ask('/enter', form, { method: 'POST', body: `key=${'x'.repeat(10_000)}` })).status, 413);
  t.is((await ask('/livez', { big: 'x'.repeat(20_000) })).status, 431);
  const half = connect(Number(new URL(opened.url).port), '127.0.0.1');
  half.on('error', () => {});
  half.write('GET /livez HTTP/1.1\r\n');
  t.is((await ask('/livez')).status, 200);
  const closed = new Promise(resolve => half.once('close', resolve));
  half.resume();
  await closed;
});

test('a watching page is told what is new, and no more pages watch than may', async t => {
  const { ask, door: opened, bearer } = await door(t, { live: async () => ({ status: 'healthy' }) });
  const watching = await Promise.all([1, 2].map(() => fetch(`${opened.url}/api/v1/live`, { headers: bearer })));
  const reader = watching[0]!.body!.getReader();
  let text = '';
  while (!text.includes('"healthy"')) text += new TextDecoder().decode((await reader.read()).value);
  t.regex(text, /data: \{"status":"healthy"\}\n\n/);
  t.is((await ask('/api/v1/live', bearer)).status, 503);
  for (const { body } of watching) await body!.cancel().catch(() => reader.cancel());
});

test('a port that was said and is taken is an error with a hint; the usual one gives way to a free one', async t => {
  const other = createServer().listen(0, '127.0.0.1');
  t.teardown(() => other.close());
  await new Promise(resolve => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const error = await t.throwsAsync(door(t, {}, { port }));
  t.regex(String((error as { hint?: string }).hint), /http\.port/);
  const { ask } = await door(t, {}, { port: undefined });
  t.is((await ask('/livez')).status, 200);
});
