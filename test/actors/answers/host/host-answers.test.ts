import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { type HostCommand, hostCommands } from '../../../../actors/answers/host/host-answer.ts';
import { ask, calmMachine, refused, textOf, toldHost } from './told-host.ts';

const readingOf: Record<HostCommand, keyof typeof calmMachine> = {
  sysstatus: 'cpu',
  cpu: 'cpu',
  temp: 'temperatures',
  network: 'network',
  uptime: 'system',
  services: 'services',
  ports: 'ports',
};

for (const command of hostCommands) {
  test(`/${command} says the machine and its state in its first two lines`, async t => {
    const [heading, verdict] = textOf(await ask(toldHost({}), command)).split('\n');
    t.regex(heading!, / · mast\.example\.org$/);
    t.regex(verdict!, /^● /);
  });

  test(`/${command} can be refreshed and left for its neighbours by buttons Telegram can carry`, async t => {
    const { buttons } = await ask(toldHost({}), command);
    const data = buttons.flat().map(button => button.data);
    t.is(data[0], `v1:run:${command}`);
    t.true(data.length >= 3 && data.every(form => hostCommands.some(name => form === `v1:run:${name}`)));
    t.is(new Set(data).size, data.length);
  });

  test(`/${command} answers for this machine by its name in any case, short or whole, and as localhost`, async t => {
    for (const host of ['mast', 'MAST.example.org', 'localhost'])
      t.truthy(await ask(toldHost({}), command, { args: { host } }));
  });

  test(`/${command} refuses another host and names the one there is`, async t => {
    for (const host of ['other', '', 7]) {
      const refusal = await t.throwsAsync(ask(toldHost({}), command, { args: { host } }));
      t.like(refusal, { code: 'not_found', hint: 'Known here: @mast.example.org (this machine, also @localhost).' });
    }
  });

  test(`/${command} throws a fault of the program as it is`, async t => {
    const bug = new TypeError('a bug');
    t.is(await t.throwsAsync(ask(toldHost({ [readingOf[command]]: bug }), command)), bug);
  });

  if (command !== 'sysstatus')
    test(`/${command} hands on the refusal of the reading`, async t => {
      t.is(await t.throwsAsync(ask(toldHost({ [readingOf[command]]: refused }), command)), refused);
    });
}

test('rows of tables stay within 36 characters on a usual machine', async t => {
  for (const command of hostCommands) {
    for (const block of (await ask(toldHost({}), command)).blocks) {
      if (block.type !== 'table') continue;
      const widths = block.columns.map((label, i) => Math.max(label.length, ...block.rows.map(row => row[i]!.length)));
      t.true(widths.reduce((sum, width) => sum + width, 2 * (widths.length - 1)) <= 36, `${command} ${widths}`);
    }
  }
});

test('redaction masks public IPv4 and IPv6 addresses, and keeps local ones and every line', async t => {
  const plain = textOf(await ask(toldHost({}), 'network'));
  const masked = textOf(await ask(toldHost({}), 'network', { options: { redactPublicAddresses: true } }));
  t.true(plain.includes('203.0.113.7/24, 2001:db8:1::7/64, fd00::2/64'));
  t.true(masked.includes('203.0.x.x/24, 2001:db8:…/64, fd00::2/64'), masked);
  t.false(/113\.[17]|db8:1/.test(masked));
  t.is(masked.split('\n').length, plain.split('\n').length);
});

test('redaction reaches into the file too', async t => {
  const [eth0] = calmMachine.network.interfaces;
  const interfaces = Array.from({ length: 40 }, (_, i) => ({ ...eth0!, name: `eth${i}` }));
  const host = toldHost({ network: { ...calmMachine.network, interfaces } });
  const { file } = await ask(host, 'network', { options: { redactPublicAddresses: true } });
  t.is(file!.text.split('\n').length, 42);
  t.true(file!.text.includes('203.0.x.x') && !file!.text.includes('203.0.113.7'));
});

const wild = fc.oneof(fc.string(), fc.string({ minLength: 300, maxLength: 5000 }), fc.constant('a\nb\0👩‍🚀'));
const number = fc.oneof(fc.double({ min: 0, max: 1e15, noNaN: true }), fc.constantFrom(0, 100));
testProp(
  'whatever names and numbers a machine tells, the answer is a reply that can be stored and sent',
  [wild, wild, number, fc.integer({ min: 0, max: 120 })],
  async (t, name, other, value, count) => {
    const times = <Value>(item: (index: number) => Value) => Array.from({ length: count }, (_, index) => item(index));
    const totals = {
      receivedBytes: value,
      sentBytes: value,
      receiveErrors: value,
      receiveDrops: 0,
      sendErrors: 1,
      sendDrops: 0,
    };
    const host = toldHost({
      system: {
        ...calmMachine.system,
        os: name,
        kernel: other,
        uptimeSeconds: value,
        sessions: times(() => ({ user: name, from: other })),
        gaps: times(() => name),
      },
      cpu: {
        ...calmMachine.cpu,
        model: name,
        perCore: times(core => ({ core, busyPercent: value })),
        processes: times(pid => ({ pid, name, cpuPercent: value })),
      },
      memory: { ...calmMachine.memory, usedBytes: value, processes: times(pid => ({ pid, name, memoryBytes: value })) },
      disks: {
        mounts: times(() => ({ ...calmMachine.disks.mounts[0]!, mountPoint: name, source: other, usedPercent: value })),
        gaps: [other],
      },
      temperatures: { sensors: times(() => ({ chip: name, label: other, celsius: value })), gaps: [] },
      network: {
        ...calmMachine.network,
        searchDomains: times(() => name),
        interfaces: times(() => ({
          name,
          state: 'up',
          loopback: false,
          addresses: times(() => ({ address: other, family: 6, prefixLength: 64, scope: 'public' })),
          totals,
        })),
      },
      services: {
        manager: 'systemd',
        units: times(i => ({
          name,
          description: other,
          load: 'loaded',
          active: i % 2 ? 'failed' : 'active',
          sub: name,
          result: other,
        })),
        gaps: [],
      },
      ports: {
        listeners: times(port => ({
          protocol: 'udp',
          family: 6,
          address: other,
          scope: 'public',
          port,
          userId: 5,
          userName: name,
        })),
        gaps: [],
      },
    });
    for (const command of hostCommands) t.truthy(await ask(host, command));
  },
  { numRuns: 25 },
);
