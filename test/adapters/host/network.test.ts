import { default as test } from 'ava';
import { ipv6Only, vm } from './machines.ts';
import { calm, ipAddress, recordedHost } from './recorded-host.ts';

const vmAddresses = {
  lo: [ipAddress('127.0.0.1', '127.0.0.1/8')],
  eth0: [ipAddress('192.168.1.5', '192.168.1.5/24'), ipAddress('2001:db8::5', '2001:db8::5/64')],
};

test('rates are measured over the window, interfaces of the default route first and loopback last', async t => {
  const later = {
    'proc/net/dev': vm['proc/net/dev']!.replace(' 1000000 ', ' 1004000 ').replace(' 500000 ', ' 501000 '),
  };
  const host = await recordedHost(t, vm, {
    later,
    limits: { windowMs: 2000 },
    calls: { interfaces: () => vmAddresses },
  });
  const { interfaces, windowMs, gaps } = await host.network(calm);
  t.deepEqual(
    interfaces.map(({ name, state }) => `${name} ${state}`),
    ['eth0 up', 'wg0 down', 'lo up'],
  );
  t.is(windowMs, 2000);
  t.deepEqual(interfaces[0], {
    name: 'eth0',
    state: 'up',
    loopback: false,
    mtuBytes: 1500,
    speedMegabitsPerSecond: 1000,
    addresses: [
      { address: '192.168.1.5', family: 4, prefixLength: 24, scope: 'private' },
      { address: '2001:db8::5', family: 6, prefixLength: 64, scope: 'public' },
    ],
    totals: {
      receivedBytes: 1_004_000,
      sentBytes: 501_000,
      receiveErrors: 3,
      receiveDrops: 2,
      sendErrors: 0,
      sendDrops: 1,
    },
    rate: { receivedBytesPerSecond: 2000, sentBytesPerSecond: 500 },
  });
  t.true(interfaces[2]!.loopback);
  t.deepEqual(gaps, []);
});

test('the ways out and the name servers behind the local stub are told', async t => {
  const host = await recordedHost(t, vm);
  const { defaultRoutes, nameservers, searchDomains } = await host.network(calm);
  t.deepEqual(defaultRoutes, [{ family: 4, interface: 'eth0', metric: 100, gateway: '192.168.1.1' }]);
  t.deepEqual(nameservers, ['203.0.113.53', '2001:db8::53']);
  t.deepEqual(searchDomains, ['example.org', 'lan']);
});

test('a host without IPv4 has its IPv6 way out', async t => {
  const host = await recordedHost(t, ipv6Only);
  const { defaultRoutes, nameservers } = await host.network(calm);
  t.deepEqual(defaultRoutes, [{ family: 6, interface: 'eth0', metric: 1024, gateway: 'fe80::1' }]);
  t.deepEqual(nameservers, ['2001:db8::53']);
});

test('an interface that was reset within the window has totals and no rate', async t => {
  const later = { 'proc/net/dev': vm['proc/net/dev']!.replace(' 1000000 ', ' 10 ') };
  const host = await recordedHost(t, vm, { later });
  const eth0 = (await host.network(calm)).interfaces.find(({ name }) => name === 'eth0')!;
  t.is(eth0.rate, undefined);
  t.is(eth0.totals.receivedBytes, 10);
});

test('no name server is a sentence, not an empty place', async t => {
  const host = await recordedHost(t, { 'proc/net/dev': ipv6Only['proc/net/dev']! });
  t.deepEqual((await host.network(calm)).gaps, ['No name server is known: /etc/resolv.conf names none.']);
});
