import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { hostTree } from '../../../adapters/host/host-tree.ts';
import { parseKernelAddress } from '../../../adapters/host/kernel-addresses.ts';
import { parseMemory } from '../../../adapters/host/memory.ts';
import { parseMounts } from '../../../adapters/host/mounts.ts';
import { parseResolvConf } from '../../../adapters/host/name-servers.ts';
import { parsePressure } from '../../../adapters/host/pressure.ts';
import { parseProcess } from '../../../adapters/host/processes.ts';
import { parseLoad, parseProcessorModel, parseProcessorTimes } from '../../../adapters/host/processor-times.ts';
import { parseIpv4Routes, parseIpv6Routes } from '../../../adapters/host/routes.ts';
import { parseLogindSession, parseUtmp } from '../../../adapters/host/sessions.ts';
import { parseListening } from '../../../adapters/host/sockets.ts';
import { parseDetails } from '../../../adapters/host/systemd.ts';
import { parseTraffic } from '../../../adapters/host/traffic.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { container, ipv6Only, malformed, metal, vm } from './machines.ts';
import { calm, recordedHost } from './recorded-host.ts';

const readings = ['system', 'cpu', 'memory', 'disks', 'temperatures', 'network', 'services', 'ports'] as const;

for (const reading of readings) {
  test(`files that no kernel writes end the reading of ${reading} in a reading or a refusal, never in a crash`, async t => {
    for (const text of ['', '\0\0\n', ': : :\n- - -\ncpu\n', '-1 (x\n', 'x'.repeat(5000)]) {
      const host = await recordedHost(t, malformed({ ...vm, ...metal, ...ipv6Only, ...container }, text), {
        calls: { run: async () => text },
      });
      const outcome = await host[reading](calm).catch((cause: unknown) => cause);
      if (outcome instanceof Error) t.true(outcome instanceof Refusal, String(outcome.stack));
      else t.false(JSON.stringify(outcome).includes('null'), 'a number that is none was made up');
    }
  });

  test(`a caller that gave up ends the reading of ${reading}`, async t => {
    const host = await recordedHost(t, vm, { calls: { run: async () => '[]' } });
    const refusal = await t.throwsAsync(host[reading]({ signal: AbortSignal.abort() }));
    t.like(refusal, { name: 'Refusal', code: 'deadline_exceeded' });
  });
}

test('a system call that hangs does not hang the answer: it is refused at the deadline', async t => {
  const hangs = () => new Promise<never>(() => {});
  const host = await recordedHost(t, vm, {
    limits: { deadlineMs: 20 },
    calls: { fileSystemSize: hangs, run: hangs, pause: hangs },
  });
  // The deadline does not keep a process alive by itself.
  const alive = setInterval(() => {}, 1000);
  t.teardown(() => clearInterval(alive));
  for (const reading of ['disks', 'services', 'cpu', 'network'] as const) {
    t.like(await t.throwsAsync(host[reading](calm)), { code: 'deadline_exceeded' }, reading);
  }
});

test('a fault of the program is thrown as it is, not turned into a refusal', async t => {
  const bug = new TypeError('a bug');
  const host = await recordedHost(t, vm, {
    calls: {
      interfaces: () => {
        throw bug;
      },
    },
  });
  t.is(await t.throwsAsync(host.network(calm)), bug);
});

test('a path that no system could have is a fault of the program, not a missing file', async t => {
  const tree = hostTree('/nowhere', 100);
  await t.throwsAsync(tree.text('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
  t.throws(() => tree.textNow('a\0b'), { code: 'ERR_INVALID_ARG_VALUE' });
  t.is(await tree.text('missing'), undefined);
  t.deepEqual(tree.linkNow('missing'), { refused: 'ENOENT' });
});

const line = fc.array(
  fc.oneof(
    fc.string(),
    fc.constantFrom(
      'cpu',
      'cpu0',
      '0',
      '-1',
      '(',
      ')',
      ':',
      '0A',
      '00000000:0000',
      '7',
      'nameserver',
      '=',
      ' - ',
      '\n',
    ),
  ),
);
testProp('the parsers are total: any text gives a value', [line.map(words => words.join(' '))], (t, text) => {
  parseProcessorTimes(text);
  parseLoad(text);
  parseProcessorModel(text);
  parseProcess(text);
  parsePressure(text);
  parseMemory(text);
  parseMounts(text);
  parseTraffic(text);
  parseIpv4Routes(text, true);
  parseIpv6Routes(text);
  parseResolvConf(text);
  parseLogindSession(text);
  parseUtmp(Buffer.from(text.repeat(20)));
  parseDetails(text, 0);
  for (const table of ['tcp', 'tcp6', 'udp', 'udp6'] as const) parseListening(text, table, true);
  t.pass();
});

testProp('an address that the kernel wrote is the address that was', [fc.ipV4()], (t, address) => {
  const hex = Buffer.from(address.split('.').map(Number)).reverse().toString('hex').toUpperCase();
  t.is(parseKernelAddress(hex), address);
});

test('IPv6 addresses of the kernel are written as people do', t => {
  const write = (hex: string) => parseKernelAddress(hex, false);
  t.is(write('0'.repeat(32)), '::');
  t.is(write(`${'0'.repeat(31)}1`), '::1');
  t.is(write('20010db8000000000001000000000000'), '2001:db8:0:0:1::');
  t.is(write('00000000000000000000ffff7f000001'), '::ffff:127.0.0.1');
  t.is(write('20010db8000000000001000000000001'), '2001:db8::1:0:0:1');
  t.is(write('0001000200030004000500060007000a'), '1:2:3:4:5:6:7:a');
  t.is(write('zz'), undefined);
});
