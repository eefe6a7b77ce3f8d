import { createServer } from 'node:net';
import { hostname } from 'node:os';
import { default as test } from 'ava';
import { linuxHost } from '../../../adapters/host/linux-host.ts';
import { Refusal } from '../../../domain/refusal.ts';

/** The machine that the tests run on: whatever it is, its readings hold together. */
const host = linuxHost({ limits: { windowMs: 100 } });
const options = () => ({ signal: AbortSignal.timeout(10_000) });
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('this machine tells its name, uptime, memory and processors', async t => {
  t.is(host.name(), hostname());
  const [system, memory, cpu] = await Promise.all([
    host.system(options()),
    host.memory(options()),
    host.cpu(options()),
  ]);
  t.true(system.uptimeSeconds > 0 && Date.parse(system.bootedAt) < Date.now());
  t.true(memory.totalBytes > 2 ** 20 && memory.usedBytes! <= memory.totalBytes);
  t.true(cpu.cores >= 1 && cpu.perCore.length <= cpu.cores);
  t.true(cpu.shares === undefined || (cpu.shares.busyPercent >= 0 && cpu.shares.busyPercent <= 100));
  t.true(memory.processes.some(({ memoryBytes }) => memoryBytes! > 2 ** 20));
});

onLinux('a port opened here is found with this very process as its owner', async t => {
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await new Promise(listening => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  const { listeners } = await host.ports(options());
  const mine = listeners.find(listener => listener.port === port && listener.protocol === 'tcp');
  t.like(mine, { address: '127.0.0.1', scope: 'loopback', family: 4, process: { pid: process.pid, name: 'node' } });
});

onLinux('every other reading of this machine ends in a reading or a refusal', async t => {
  for (const reading of ['disks', 'temperatures', 'network', 'services'] as const) {
    const outcome = await host[reading](options()).catch((cause: unknown) => cause);
    t.true(!(outcome instanceof Error) || outcome instanceof Refusal, String(outcome));
  }
});
