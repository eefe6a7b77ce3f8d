import { default as test } from 'ava';
import type { HostCalls } from '../../../adapters/host/host-options.ts';
import { container, vm } from './machines.ts';
import { bootedAtMs, calm, recordedHost } from './recorded-host.ts';

const unit = (name: string, active: string, sub: string) => ({
  unit: name,
  load: 'loaded',
  active,
  sub,
  description: `${name}!`,
});
const units = [
  unit('ssh.service', 'active', 'running'),
  unit('apt.service', 'inactive', 'dead'),
  unit('setup.service', 'active', 'exited'),
  unit('data.mount', 'failed', 'failed'),
  unit('home.mount', 'active', 'mounted'),
  unit('web.service', 'failed', 'failed'),
  unit('slow.service', 'activating', 'start'),
];

const systemctl =
  (listed: string, shown = ''): HostCalls['run'] =>
  async (program, args) => {
    if (program !== 'systemctl') throw new Error(`unexpected ${program}`);
    return args.includes('show') ? shown : listed;
  };

test('services come failed first, then on their way, running and idle; other units only when they failed', async t => {
  const host = await recordedHost(t, vm, { calls: { run: systemctl(JSON.stringify(units)) } });
  const services = await host.services(calm);
  if (services.manager !== 'systemd') return t.fail();
  t.deepEqual(
    services.units.map(({ name }) => name),
    ['data.mount', 'web.service', 'slow.service', 'ssh.service', 'setup.service', 'apt.service'],
  );
});

test('a failed unit tells since when and why', async t => {
  const shown =
    'Id=web.service\nResult=exit-code\nStateChangeTimestampMonotonic=60000000\n\nId=data.mount\nResult=timeout\nStateChangeTimestampMonotonic=0\n';
  const host = await recordedHost(t, vm, { calls: { run: systemctl(JSON.stringify(units), shown) } });
  const services = await host.services(calm);
  if (services.manager !== 'systemd') return t.fail();
  t.like(services.units[1], {
    name: 'web.service',
    result: 'exit-code',
    since: new Date(bootedAtMs + 60_000).toISOString(),
  });
  t.like(services.units[0], { name: 'data.mount', result: 'timeout', since: undefined });
});

test('a container without systemd tells what process 1 is and what it started', async t => {
  const host = await recordedHost(t, container);
  t.deepEqual(await host.services(calm), {
    manager: 'none',
    firstProcess: 'tini',
    container: 'docker',
    children: [
      { pid: 7, name: 'node', state: 'S' },
      { pid: 9, name: 'lost', state: 'Z' },
    ],
    gaps: [],
  });
});

for (const [why, run] of [
  ['is missing', async () => Promise.reject(new Error('spawn systemctl ENOENT'))],
  ['answers no JSON', systemctl('UNIT LOAD ACTIVE\nssh loaded active')],
  ['answers other JSON', systemctl('{"unit":1}')],
] satisfies [string, HostCalls['run']][]) {
  test(`systemd whose systemctl ${why} is refused with what to do`, async t => {
    const refusal = await t.throwsAsync((await recordedHost(t, vm, { calls: { run } })).services(calm));
    t.like(refusal, { name: 'Refusal', code: 'upstream_unavailable' });
    t.regex(refusal.message, /systemctl/);
  });
}
