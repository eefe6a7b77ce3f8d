import { createServer } from 'node:net';
import { default as test } from 'ava';
import { anyHost } from '../../../adapters/host/any-host.ts';
import { Refusal } from '../../../domain/refusal.ts';

/** The way of other systems, tried on this one: the library reads Linux as well. */
const host = anyHost({ windowMs: 100, deadlineMs: 30_000 }, 'darwin');
const options = () => ({ signal: AbortSignal.timeout(40_000) });

test('without /proc the machine still tells its uptime, memory, processors and disks', async t => {
  const system = await host.system(options());
  t.true(system.uptimeSeconds > 0 && Date.parse(system.bootedAt) < Date.now());
  const memory = await host.memory(options());
  t.true(memory.usedBytes! > 0 && memory.usedBytes! <= memory.totalBytes);
  const cpu = await host.cpu(options());
  t.true(cpu.cores >= 1 && cpu.shares!.busyPercent <= 100);
  t.is(cpu.shares!.iowaitPercent, undefined);
  for (const { usedPercent } of (await host.disks(options())).mounts) t.true(usedPercent >= 0 && usedPercent <= 100);
});

test('without /proc a port opened here is found, and what cannot be told of ports is said', async t => {
  const server = createServer().listen(0, '127.0.0.1');
  t.teardown(() => server.close());
  await new Promise(listening => server.once('listening', listening));
  const { port } = server.address() as { port: number };
  const { listeners, gaps } = await host.ports(options());
  t.like(
    listeners.find(listener => listener.port === port),
    { address: '127.0.0.1', scope: 'loopback', family: 4 },
  );
  t.regex(gaps.join(), /UDP is not listed/);
});

test('without /proc services are refused as not on this host, and every other reading ends', async t => {
  t.like(await t.throwsAsync(host.services(options())), { code: 'not_on_this_host' });
  const network = await host.network(options());
  t.true(network.interfaces.some(({ loopback }) => loopback));
  const temperatures = await host.temperatures(options()).catch((cause: unknown) => cause);
  t.true(!(temperatures instanceof Error) || temperatures instanceof Refusal);
});
