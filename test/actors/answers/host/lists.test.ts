import { default as test } from 'ava';
import { openPorts } from '../../../../actors/answers/host/ports.ts';
import { ask, calmMachine, textOf, toldHost } from './told-host.ts';

const { network, ports, services, system, temperatures } = calmMachine;
const unit = (name: string, active: string, sub: string) => ({
  name,
  description: `${name} does it`,
  load: 'loaded',
  active,
  sub,
});

test('/ports joins the sockets of both families and tells reach, process and owner', async t => {
  const text = textOf(await ask(toldHost({}), 'ports'));
  t.is(text.split('\n')[1], '● 1 port open to other machines, 1 to this one only');
  t.true(text.includes('22/tcp | all | sshd 812\n5432/tcp | local | ? of 99'));
  t.true(text.includes('A firewall may still close what is open here'));
});

test('/ports does not speak of a firewall where all is local, and says when nothing listens', async t => {
  const local = { listeners: ports.listeners.slice(2), gaps: [] };
  t.false(textOf(await ask(toldHost({ ports: local }), 'ports')).includes('firewall'));
  t.is(
    textOf(await ask(toldHost({ ports: { listeners: [], gaps: [] } }), 'ports')).split('\n')[1],
    '● Nothing listens',
  );
});

test('/ports keeps apart what differs in port, process or reach', t => {
  const [first] = ports.listeners;
  const listeners = [
    first!,
    { ...first!, port: 23 },
    { ...first!, process: { pid: 5, name: 'other' } },
    { ...first!, address: '127.0.0.1', scope: 'loopback' as const },
  ];
  t.is(openPorts(listeners).length, 4);
  t.is(openPorts([first!])[0]!.from, 'all IPv4');
  t.is(openPorts([first!, { ...first!, address: '10.0.0.1', scope: 'private' }])[0]!.from, 'all IPv4, 10.0.0.1');
});

test('/services puts what failed first, since when and why, in the chat’s time', async t => {
  const units = [
    { ...unit('web.service', 'failed', 'failed'), since: '2026-07-01T22:30:00.000Z', result: 'exit-code' },
    unit('ssh.service', 'active', 'running'),
    unit('apt.service', 'inactive', 'dead'),
  ];
  const text = textOf(await ask(toldHost({ services: { manager: 'systemd', units, gaps: [] } }), 'services'));
  t.deepEqual(text.split('\n').slice(1), [
    '○ 1 failed, 1 running, 1 not',
    'web (exit-code) since 2026-07-02 07:30 GMT+9: web.service does it',
    'service | state',
    'web | failed',
    'ssh | running',
    'apt | dead',
  ]);
});

test('a long list shows its first 25 rows and stands complete in a file', async t => {
  const units = Array.from({ length: 200 }, (_, i) => unit(`unit-${i}.service`, 'active', 'running'));
  const { blocks, file } = await ask(toldHost({ services: { ...services, units } as typeof services }), 'services');
  const shown = blocks.find(block => block.type === 'table')!;
  t.is(shown.rows.length, 25);
  t.true(textOf({ blocks, buttons: [] }).includes('… and 175 more. All of it is in the file.'));
  t.is(file!.name, 'services.txt');
  t.true(units.every(({ name, description }) => file!.text.includes(name) && file!.text.includes(description)));
});

test('a list too long for a stored file ends in a line that counts what is left out', async t => {
  const units = Array.from({ length: 4000 }, (_, i) => unit(`${'u'.repeat(60)}${i}.service`, 'active', 'running'));
  const { file } = await ask(toldHost({ services: { ...services, units } as typeof services }), 'services');
  const lines = file!.text.trimEnd().split('\n');
  t.true(Buffer.byteLength(JSON.stringify(file)) < 200 * 1024);
  t.is(lines.at(-1), `… ${4001 - (lines.length - 1)} more lines do not fit in one file.`);
});

test('/services without systemd tells what runs instead', async t => {
  const none = {
    manager: 'none' as const,
    firstProcess: 'tini',
    container: 'docker',
    children: [{ pid: 7, name: 'node', state: 'Z' }],
    gaps: [],
  };
  const text = textOf(await ask(toldHost({ services: none }), 'services'));
  t.deepEqual(text.split('\n').slice(1), [
    '◐ Services cannot be listed: no systemd runs here',
    'Process 1 is “tini”, in a container (docker). It started 1 process:',
    'pid | process | state',
    '7 | node | ended, not collected',
  ]);
});

test('/network tells the way out, its rate, and losses where there were any', async t => {
  const [eth0] = network.interfaces;
  const lossy = { ...eth0!, totals: { ...eth0!.totals, receiveErrors: 1200, sendDrops: 3 } };
  const text = textOf(await ask(toldHost({ network: { ...network, interfaces: [lossy] } }), 'network'));
  t.is(text.split('\n')[1], '● Up on eth0: ↓ 1.2 MiB/s, ↑ 30 KiB/s');
  t.true(text.includes('way out, IPv4: 203.0.113.1 by eth0'));
  t.true(text.includes('eth0: errors ↓ 1,200 ↑ 0, drops ↓ 0 ↑ 3'));
  t.false(textOf(await ask(toldHost({}), 'network')).includes('Lost'));
});

test('/network tells a link that is down and a machine without a way out', async t => {
  const [eth0] = network.interfaces;
  const down = { ...network, interfaces: [{ ...eth0!, state: 'down' as const }] };
  t.is(textOf(await ask(toldHost({ network: down }), 'network')).split('\n')[1], '○ Down: eth0');
  const closed = { ...network, defaultRoutes: [] };
  t.regex(textOf(await ask(toldHost({ network: closed }), 'network')).split('\n')[1]!, /^◐ No default route/);
});

test('/network with more addresses than a line holds tells all of them in the file', async t => {
  const [eth0] = network.interfaces;
  const addresses = Array.from({ length: 60 }, (_, i) => ({
    address: `10.0.0.${i}`,
    family: 4 as const,
    prefixLength: 24,
    scope: 'private' as const,
  }));
  const { file } = await ask(toldHost({ network: { ...network, interfaces: [{ ...eth0!, addresses }] } }), 'network');
  t.true(addresses.every(({ address }) => file!.text.includes(`${address}/24`)));
});

test('/temp judges by the sensor nearest to its limit', async t => {
  const [core] = temperatures.sensors;
  const verdict = async (sensor: Partial<typeof core>) =>
    textOf(await ask(toldHost({ temperatures: { sensors: [{ ...core!, ...sensor }], gaps: [] } }), 'temp')).split(
      '\n',
    )[1];
  t.is(await verdict({}), '● 54 °C (coretemp Core 0), 26 °C under its limit');
  t.is(await verdict({ celsius: 80 }), '◐ Hot: 80 °C (coretemp Core 0), high from 80 °C');
  t.is(await verdict({ celsius: 100 }), '○ Critical: 100 °C (coretemp Core 0), limit 100 °C');
});

test('/temp shows each sensor with the limits it has', async t => {
  const sensors = [
    ...temperatures.sensors,
    { chip: 'acpitz', label: 'acpitz', celsius: 28, criticalCelsius: 119 },
    { chip: 'nvme', label: 'temp1', celsius: 39 },
  ];
  const text = textOf(await ask(toldHost({ temperatures: { sensors, gaps: ['No reading came from: x.'] } }), 'temp'));
  t.deepEqual(text.split('\n').slice(2), [
    'sensor | now | high, crit',
    'coretemp Core 0 | 54 °C | 80, 100 °C',
    'acpitz | 28 °C | –, 119 °C',
    'nvme temp1 | 39 °C | ',
    'No reading came from: x.',
  ]);
});

test('/uptime tells since when in the chat’s time, and who is logged in', async t => {
  const sessions = [{ user: 'anna', terminal: 'pts/0', from: '10.0.0.9' }, { user: 'bert' }];
  const text = textOf(await ask(toldHost({ system: { ...system, sessions } }), 'uptime'));
  t.deepEqual(text.split('\n').slice(1), [
    '● Up 3 d 4 h',
    'since: 2026-07-02 07:30 GMT+9',
    'load: 0.40 · 0.31 · 0.20 (1, 5, 15 min)',
    'logged in: anna pts/0 from 10.0.0.9; bert',
    'system: Debian GNU/Linux 12, kernel 6.1.0 (x64), KVM',
  ]);
});

test('/uptime draws attention to a machine that has just started', async t => {
  const text = textOf(await ask(toldHost({ system: { ...system, uptimeSeconds: 250 } }), 'uptime'));
  t.is(text.split('\n')[1], '◐ Started 4 m 10 s ago');
});
