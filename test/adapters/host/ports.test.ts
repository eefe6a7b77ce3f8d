import { default as test } from 'ava';
import { ipv6Only, vm } from './machines.ts';
import { calm, recordedHost } from './recorded-host.ts';

test('what listens is told with its owner, what other machines reach first, connections left out', async t => {
  const host = await recordedHost(t, vm);
  const { listeners } = await host.ports(calm);
  t.deepEqual(listeners, [
    {
      protocol: 'tcp',
      family: 6,
      address: '::',
      scope: 'unspecified',
      port: 22,
      userId: 0,
      userName: 'root',
      process: { pid: 200, name: 'odd) name (x' },
    },
    { protocol: 'udp', family: 4, address: '0.0.0.0', scope: 'unspecified', port: 68, userId: 0, userName: 'root' },
    {
      protocol: 'tcp',
      family: 4,
      address: '127.0.0.1',
      scope: 'loopback',
      port: 8080,
      userId: 33,
      userName: 'www',
      process: { pid: 100, name: 'node' },
    },
  ]);
});

test('a socket without a visible owner is counted in a sentence', async t => {
  const { gaps } = await (await recordedHost(t, vm)).ports(calm);
  t.deepEqual(gaps, [
    'The process is not known for 1 of 3: the kernel itself holds them, or a process outside of this container.',
  ]);
});

test('a host without IPv4 tells its IPv6 listeners', async t => {
  const { listeners } = await (await recordedHost(t, ipv6Only)).ports(calm);
  t.deepEqual(
    listeners.map(({ address, port, scope }) => `${address} ${port} ${scope}`),
    ['2001:db8:0:1::ff00:5 443 public', '::1 5355 loopback'],
  );
});

test('the search for owners ends at its bound and says so', async t => {
  const { gaps } = await (await recordedHost(t, vm, { limits: { openFilesMax: 1 } })).ports(calm);
  t.regex(gaps.join(), /more open files than are looked through/);
});

test('a kernel that shows no table of sockets is refused', async t => {
  const refusal = await t.throwsAsync((await recordedHost(t, { 'proc/uptime': '1 1' })).ports(calm));
  t.like(refusal, { code: 'upstream_unavailable' });
});
