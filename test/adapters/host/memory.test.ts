import { default as test } from 'ava';
import { container, vm } from './machines.ts';
import { calm, recordedHost } from './recorded-host.ts';

const kilobyte = 1024;

test('memory is told in bytes, with swap and the largest processes', async t => {
  const host = await recordedHost(t, vm, { limits: { topProcessesMax: 2 } });
  const memory = await host.memory(calm);
  t.like(memory, {
    totalBytes: 4_000_000 * kilobyte,
    availableBytes: 3_000_000 * kilobyte,
    usedBytes: 1_000_000 * kilobyte,
    swapTotalBytes: 1_000_000 * kilobyte,
    swapUsedBytes: 250_000 * kilobyte,
    gaps: [],
  });
  t.deepEqual(memory.processes, [
    { pid: 100, name: 'node', memoryBytes: 36_000 * kilobyte },
    { pid: 1, name: 'systemd', memoryBytes: 1200 * kilobyte },
  ]);
  t.is(memory.limit, undefined);
});

test('the tightest limit of the control groups counts, droppable file cache left out of what is used', async t => {
  const host = await recordedHost(t, container);
  t.deepEqual((await host.memory(calm)).limit, { bytes: 256 * 1024 ** 2, usedBytes: 96 * 1024 ** 2 });
});

test('a limit of the first version of control groups is found below what is mounted', async t => {
  const host = await recordedHost(t, {
    'proc/meminfo': 'MemTotal: 8000000 kB\nMemAvailable: 4000000 kB\n',
    'proc/self/cgroup': '4:memory:/docker/abc\n0::/\n',
    'proc/self/mountinfo': '1 0 0:1 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n',
    'sys/fs/cgroup/memory/memory.limit_in_bytes': '1000000\n',
    'sys/fs/cgroup/memory/memory.usage_in_bytes': '900000\n',
  });
  t.deepEqual((await host.memory(calm)).limit, { bytes: 1_000_000, usedBytes: 900_000 });
});

test('the huge number that means no limit is none', async t => {
  const tree = { ...container, 'sys/fs/cgroup/memory.max': '9223372036854771712\n' };
  t.is((await (await recordedHost(t, tree)).memory(calm)).limit, undefined);
});

test('what an old kernel does not count is left out, not guessed', async t => {
  const host = await recordedHost(t, { 'proc/meminfo': 'MemTotal: 1000 kB\nMemFree: 10 kB\n' });
  const { availableBytes, usedBytes, swapTotalBytes, gaps } = await host.memory(calm);
  t.deepEqual([availableBytes, usedBytes, swapTotalBytes], [undefined, undefined, undefined]);
  t.regex(gaps.join(), /no MemAvailable/);
});
