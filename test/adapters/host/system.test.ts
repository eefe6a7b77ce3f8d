import { default as test } from 'ava';
import { parseUtmp } from '../../../adapters/host/sessions.ts';
import { container, vm } from './machines.ts';
import { bootedAtMs, calm, recordedHost } from './recorded-host.ts';

test('a virtual machine tells its system, hypervisor, boot, load and who is logged in', async t => {
  const host = await recordedHost(t, vm);
  t.deepEqual(await host.system(calm), {
    hostname: 'mast',
    os: 'Debian GNU/Linux 12 (bookworm)',
    kernel: '6.1.0-18-amd64',
    architecture: 'x64',
    virtualisation: 'KVM',
    uptimeSeconds: 273_600.5,
    bootedAt: new Date(bootedAtMs).toISOString(),
    load: { oneMinute: 0.4, fiveMinutes: 0.31, fifteenMinutes: 0.2 },
    sessions: [{ user: 'anna', terminal: 'pts/0', from: '203.0.113.9' }],
    gaps: [],
  });
});

test('a container with an uptime of its own is told from its host’s boot', async t => {
  const host = await recordedHost(t, container);
  const { virtualisation, bootedAt, sessions, gaps } = await host.system(calm);
  t.is(virtualisation, 'docker container');
  t.is(Date.parse(bootedAt), bootedAtMs + 273_600_500 - 100_000);
  t.is(sessions, undefined);
  t.regex(gaps.join(), /logged in is not known/);
});

test('a machine made from a container’s image, on a disk of its own, is no container', async t => {
  const host = await recordedHost(t, { ...vm, '.dockerenv': '' });
  t.is((await host.system(calm)).virtualisation, 'KVM');
});

test('without an uptime the system is refused, with where to look', async t => {
  const host = await recordedHost(t, { ...vm, 'proc/uptime': 'soon\n' });
  const refusal = await t.throwsAsync(host.system(calm));
  t.like(refusal, {
    code: 'upstream_unavailable',
    message: '/proc/uptime is missing, or not as the kernel writes it.',
  });
});

test('logins are read from utmp, and what is no login in it is passed over', t => {
  const record = (type: number, user: string) => {
    const bytes = Buffer.alloc(384);
    bytes.writeInt16LE(type, 0);
    bytes.writeInt32LE(77, 4);
    bytes.write('tty1', 8);
    bytes.write(user, 44);
    return bytes;
  };
  const records = Buffer.concat([record(2, 'reboot'), record(7, 'anna'), record(8, 'gone'), Buffer.alloc(100, 7)]);
  t.deepEqual(parseUtmp(records), [{ pid: 77, user: 'anna', terminal: 'tty1' }]);
});

test('a login in utmp whose process is gone is not shown', async t => {
  const record = Buffer.alloc(384);
  record.writeInt16LE(7, 0);
  record.writeInt32LE(7, 4);
  record.write('anna', 44);
  const utmp = { 'run/utmp': record.toString('latin1') };
  const there = await recordedHost(t, { ...container, ...utmp });
  const { 'proc/7/stat': _gone, ...without } = container;
  const gone = await recordedHost(t, { ...without, ...utmp });
  t.deepEqual((await there.system(calm)).sessions, [{ user: 'anna' }]);
  t.deepEqual((await gone.system(calm)).sessions, []);
});
