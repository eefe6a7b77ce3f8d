import { setTimeout as pause } from 'node:timers/promises';
import { type ExecutionContext, default as test } from 'ava';
import { WorkFailed } from '../../../actors/work/ports.ts';
import { reachPolicy } from '../../../domain/probe/reach.ts';
import { look, nameServer, plainServer, secureServer, selfSigned, tcpServer } from './servers.ts';

async function failure(t: ExecutionContext, looking: Promise<unknown>) {
  const error = await t.throwsAsync(looking, { instanceOf: WorkFailed });
  const { code, retryable } = error!.failure;
  return `${code}${retryable ? ' (again)' : ''}`;
}

test('http: status, times in the order they pass, size and kind of the body', async t => {
  const port = await plainServer(t, async (_, response) => {
    await pause(60);
    response.setHeader('content-type', 'text/plain').write('x'.repeat(100));
    await pause(40);
    response.end('y');
  });
  const { summary, data } = await look('http', `http://localhost:${port}/health`);
  t.like(data, { status: 200, bodyBytes: 101, bodyCut: false, contentType: 'text/plain' });
  const times = data as unknown as { dnsMs: number; connectMs: number; firstByteMs: number; totalMs: number };
  t.true(times.dnsMs >= 0 && times.connectMs >= 0);
  t.true(times.firstByteMs >= 50 && times.totalMs >= times.firstByteMs + 30, JSON.stringify(times));
  t.regex(summary, /^http:\/\/localhost:\d+\/health: 200 in [\d.]+ ms$/);
});

test('http: any status is a finding; redirects are followed to a bound, and never off the web', async t => {
  const port = await plainServer(t, ({ url = '' }, response) => {
    const [, left] = /^\/hop\/(\d+)$/.exec(url) ?? [];
    if (left === undefined) return response.writeHead(503).end();
    const targets: Record<string, string> = {
      '0': '/end',
      '77': 'file:///etc/passwd',
      '88': 'http://me:secret@localhost/',
    };
    return response.writeHead(302, { location: targets[left] ?? `/hop/${Number(left) - 1}` }).end();
  });
  const at = (path: string) => look('http', `http://127.0.0.1:${port}${path}`);
  const { data, summary } = await at('/hop/2');
  t.like(data, { status: 503 });
  t.is((data.hops as unknown[]).length, 4);
  t.regex(summary, /503 in .* after 3 redirects$/);
  for (const path of ['/hop/3', '/hop/77', '/hop/88']) t.is(await failure(t, at(path)), 'http_redirects', path);
});

test('http: a body is read to a bound, however much there is of it', async t => {
  const port = await plainServer(t, (_, response) => {
    const more = () => response.write('x'.repeat(60_000)) || response.once('drain', more);
    const pour = setInterval(more, 1);
    response.on('close', () => clearInterval(pour));
  });
  t.like((await look('http', `http://127.0.0.1:${port}/`)).data, { bodyBytes: 10_000, bodyCut: true });
});

test('http: a slow server, a reset, nonsense, a closed port and a name that is not there have codes of their own', async t => {
  const silent = await plainServer(t, () => {});
  t.is(await failure(t, look('http', `http://127.0.0.1:${silent}/`, { timeoutMs: 200 })), 'timeout (again)');
  const trickle = await plainServer(t, (_, response) => void response.write('x'));
  t.is(await failure(t, look('http', `http://127.0.0.1:${trickle}/`, { timeoutMs: 200 })), 'timeout (again)');
  const rude = await tcpServer(t, socket => socket.once('data', () => socket.resetAndDestroy()));
  t.is(await failure(t, look('http', `http://127.0.0.1:${rude}/`)), 'reset (again)');
  const odd = await tcpServer(t, socket => socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.2\r\n')));
  t.is(await failure(t, look('http', `http://127.0.0.1:${odd}/`)), 'http_malformed');
  t.is(await failure(t, look('http', `http://127.0.0.1:${await closedPort()}/`)), 'refused');
  t.is(await failure(t, look('http', `https://127.0.0.1:${silent}/`, { timeoutMs: 2000 })), 'tls_handshake');
});

test('https: the expiry of the certificate is told; one that is not trusted is a failure that says why', async t => {
  const keys = selfSigned(t);
  const port = await secureServer(t, keys, (_, response) => void response.end('hello'));
  t.is(await failure(t, look('http', `https://localhost:${port}/`)), 'tls_self_signed');
  const { data, summary } = await look('http', `https://localhost:${port}/`, { authorities: [keys.cert] });
  t.like(data, {
    status: 200,
    certificate: { subject: 'localhost', issuer: 'localhost', names: ['DNS:localhost', 'IP Address:127.0.0.1'] },
  });
  t.true([29, 30].includes((data.certificate as { daysLeft: number }).daysLeft));
  t.true(Number(data.tlsMs) > 0);
  t.regex(summary, /200 in .* ms, certificate expires in (29|30) d \(\d{4}-\d\d-\d\d\)$/);
  const wrong = selfSigned(t, { name: 'other.example' });
  const other = await secureServer(t, wrong, (_, response) => void response.end());
  t.is(await failure(t, look('http', `https://localhost:${other}/`, { authorities: [wrong.cert] })), 'tls_wrong_name');
});

test('tls: protocol, chain and expiry; what is not trusted is a finding and says why', async t => {
  const keys = selfSigned(t, { days: 5 });
  const port = await secureServer(t, keys, (_, response) => void response.end());
  const { data, summary } = await look('tls', `localhost:${port}`);
  t.like(data, { protocol: 'TLSv1.3', trusted: false, why: 'tls_self_signed', address: '127.0.0.1' });
  t.is((data.chain as { subject: string }[])[0]!.subject, 'localhost');
  t.regex(summary, /TLSv1\.3, certificate expires in [45] d .*NOT trusted: Its certificate is signed by itself\.$/);
  t.like((await look('tls', `localhost:${port}`, { authorities: [keys.cert] })).data, { trusted: true });
  const wrong = selfSigned(t, { name: 'other.example' });
  const other = await secureServer(t, wrong, (_, response) => void response.end());
  t.like((await look('tls', `localhost:${other}`, { authorities: [wrong.cert] })).data, {
    trusted: false,
    why: 'tls_wrong_name',
  });
});

test('tls: a port that speaks something else, says nothing, hangs up or is closed', async t => {
  const plain = await plainServer(t, (_, response) => void response.end());
  t.is(await failure(t, look('tls', `127.0.0.1:${plain}`)), 'tls_handshake');
  const silent = await tcpServer(t, () => {});
  t.is(await failure(t, look('tls', `127.0.0.1:${silent}`, { timeoutMs: 200 })), 'timeout (again)');
  const rude = await tcpServer(t, socket => socket.once('data', () => socket.resetAndDestroy()));
  t.is(await failure(t, look('tls', `127.0.0.1:${rude}`)), 'reset (again)');
  t.is(await failure(t, look('tls', `127.0.0.1:${await closedPort()}`)), 'refused');
});

test('tcp: a port that is open, one that is closed, and nothing sent to either', async t => {
  const heard: Buffer[] = [];
  const port = await tcpServer(t, socket => socket.on('data', chunk => heard.push(chunk)));
  const { data, summary } = await look('tcp', `127.0.0.1:${port}`);
  t.like(data, { address: '127.0.0.1' });
  t.regex(summary, /accepts connections: [\d.]+ ms to 127\.0\.0\.1\.$/);
  t.is(await failure(t, look('tcp', `127.0.0.1:${await closedPort()}`)), 'refused');
  t.deepEqual(heard, []);
});

test('dns: records of each type, those that are not there beside those that are', async t => {
  const server = await nameServer(t, (name, type) => {
    if (type === 'A') return [{ type, name, ttl: 60, data: '192.0.2.7' }];
    if (type === 'MX') return [{ type, name, data: { preference: 10, exchange: 'mail.example.org' } }];
    if (type === 'TXT') return [{ type, name, data: 'v=spf1 \x1b[2J\x07-all' }];
    return [];
  });
  const { data, summary } = await look('dns', 'example.org A AAAA MX TXT', { nameServers: [server] });
  t.deepEqual(data.found, [
    { type: 'A', records: [{ address: '192.0.2.7', ttl: 60 }] },
    { type: 'MX', records: [{ exchange: 'mail.example.org', priority: 10 }] },
    { type: 'TXT', records: [['v=spf1 \ufffd-all']] },
  ]);
  t.deepEqual(data.missing, [{ type: 'AAAA', code: 'DNS_NO_DATA' }]);
  t.regex(summary, /^example\.org: A 192\.0\.2\.7; MX 10 mail\.example\.org; TXT v=spf1 .-all \([\d.]+ ms\)$/u);
});

test('dns: no such name, a server that fails, one that says nothing', async t => {
  const answers = { 'gone.example': 'NXDOMAIN', 'broken.example': 'SERVFAIL', 'silent.example': 'silent' } as const;
  const nameServers = [await nameServer(t, name => answers[name as keyof typeof answers])];
  const of = (name: string, timeoutMs = 10_000) => failure(t, look('dns', `${name} A`, { nameServers, timeoutMs }));
  t.is(await of('gone.example'), 'DNS_NOT_FOUND');
  t.is(await of('broken.example'), 'DNS_SERVFAIL (again)');
  t.is(await of('silent.example', 300), 'timeout (again)');
});

test('what the policy closes is not connected to, by address, by name or by redirect', async t => {
  let met = 0;
  const port = await tcpServer(t, () => met++);
  const closed = { reach: reachPolicy.parse({ deniedScopes: ['loopback', 'link_local'] }) };
  for (const target of [
    `127.0.0.1:${port}`,
    `localhost:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `127.1:${port}`,
    `0x7f000001:${port}`,
  ])
    t.is(await failure(t, look('tcp', target, closed)), 'address_denied', target);
  t.is(await failure(t, look('http', `http://localhost:${port}/`, closed)), 'address_denied');
  t.is(await failure(t, look('tls', `localhost:${port}`, closed)), 'address_denied');
  t.is(met, 0);
  const sly = await plainServer(
    t,
    (_, response) => void response.writeHead(302, { location: 'http://169.254.169.254/latest/' }).end(),
  );
  t.is(await failure(t, look('http', `http://127.0.0.1:${sly}/`)), 'address_denied');
  const opened = { reach: reachPolicy.parse({ deniedScopes: ['loopback'], allowedAddresses: ['127.0.0.1'] }) };
  t.like((await look('tcp', `127.0.0.1:${port}`, opened)).data, { address: '127.0.0.1' });
  const one = { reach: reachPolicy.parse({ deniedAddresses: ['127.0.0.1'] }) };
  t.is(await failure(t, look('tcp', `127.0.0.1:${port}`, one)), 'address_denied');
});

test('a look that is called off ends at once and says so', async t => {
  const port = await tcpServer(t, () => {});
  for (const kind of ['http', 'tls'] as const) {
    const stop = new AbortController();
    const looking = look(kind, kind === 'http' ? `http://127.0.0.1:${port}/` : `127.0.0.1:${port}`, {}, stop.signal);
    stop.abort('cancelled');
    t.is(await failure(t, looking), 'stopped (again)');
  }
});

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const undo: (() => void)[] = [];
  const port = await tcpServer({ teardown: end => void undo.push(end) }, () => {});
  for (const end of undo) end();
  return port;
}
