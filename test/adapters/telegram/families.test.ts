import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { default as test } from 'ava';
import { lookupBy } from '../../../adapters/dns/lookup.ts';
import { httpTransport } from '../../../adapters/telegram/transport.ts';

test('[DNS4] a family that does not connect gives way to the other, and both are told', async t => {
  const server = createServer((_, response) => response.end('{"ok":true,"result":1}')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  const met: string[] = [];
  const transport = httpTransport(`http://telegram.test:${port}`, {
    ...{ timeoutMs: 10_000, socketsMax: 1, answerBytesMax: 1000 },
    lookup: lookupBy(async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ]),
    met: (name, family, went) => void met.push(`${name} ${family} ${went}`),
  });
  t.teardown(() => transport.close());
  t.deepEqual(await transport.post('/x', {}), { ok: true, result: 1 });
  t.deepEqual(met, ['telegram.test 6 false', 'telegram.test 4 true']);
  await transport.post('/x', {});
  t.is(met.length, 2, 'a kept socket tells nothing');
});

test('[DNS2] a name that gives no address fails before anything is sent, with its code', async t => {
  const transport = httpTransport('http://telegram.test:1', {
    ...{ timeoutMs: 10_000, socketsMax: 1, answerBytesMax: 1000 },
    lookup: lookupBy(() => Promise.reject(Object.assign(new Error('no'), { code: 'DNS_NXDOMAIN' }))),
  });
  t.teardown(() => transport.close());
  await t.throwsAsync(transport.post('/x', {}), { code: 'DNS_NXDOMAIN', message: /nothing was sent/ });
});
