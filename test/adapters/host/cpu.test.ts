import { default as test } from 'ava';
import { container, processStat, vm, vmProcessorsLater } from './machines.ts';
import { calm, recordedHost } from './recorded-host.ts';

const later = {
  'proc/stat': vmProcessorsLater,
  'proc/100/stat': processStat(100, 'MainThread', { ticks: 80 }),
  'proc/300/stat': processStat(300, 'newborn', { ticks: 10, start: 999 }),
};

test('shares are measured between two readings, over all cores and for each', async t => {
  const host = await recordedHost(t, vm, { later });
  const cpu = await host.cpu(calm);
  t.deepEqual(cpu.shares, { busyPercent: 22, userPercent: 15, systemPercent: 5, iowaitPercent: 10, stealPercent: 2 });
  t.deepEqual(cpu.perCore, [
    { core: 0, busyPercent: 40 },
    { core: 1, busyPercent: 4 },
  ]);
  t.like(cpu, { cores: 2, windowMs: 1000, model: 'Example Processor', gaps: [] });
  t.deepEqual(cpu.load, { oneMinute: 0.4, fiveMinutes: 0.31, fifteenMinutes: 0.2 });
  t.deepEqual(cpu.pressure?.some, { tenSeconds: 1.5, oneMinute: 0.75, fiveMinutes: 0.1 });
});

test('the busiest processes come first, in shares of one core, by their program’s name, idle ones left out', async t => {
  const host = await recordedHost(t, vm, { later });
  const { processes, processesTotal } = await host.cpu(calm);
  t.deepEqual(processes, [
    { pid: 100, name: 'node', cpuPercent: 30 },
    { pid: 300, name: 'newborn', cpuPercent: 10 },
  ]);
  t.is(processesTotal, 4);
});

test('a process whose number was taken by another is measured as new', async t => {
  const reborn = { ...later, 'proc/100/stat': processStat(100, 'other', { ticks: 5, start: 800 }) };
  const host = await recordedHost(t, vm, { later: reborn });
  t.deepEqual(
    (await host.cpu(calm)).processes.find(({ pid }) => pid === 100),
    { pid: 100, name: 'other', cpuPercent: 5 },
  );
});

test('the limit of a container’s control group is told beside the cores of its host', async t => {
  const host = await recordedHost(t, container);
  t.like(await host.cpu(calm), { cores: 4, limitCores: 1.5 });
});

test('counters that stand still give no share, and a sentence why', async t => {
  const host = await recordedHost(t, vm);
  const { shares, perCore, processes, gaps } = await host.cpu(calm);
  t.deepEqual({ shares, perCore, processes }, { shares: undefined, perCore: [], processes: [] });
  t.regex(gaps.join(), /counters stood still/);
});

test('a kernel without pressure and load leaves them out, with a sentence each', async t => {
  const host = await recordedHost(t, container);
  const { pressure, load, gaps } = await host.cpu(calm);
  t.deepEqual([pressure, load], [undefined, undefined]);
  t.regex(gaps.join('\n'), /load is not known.*\n.*no \/proc\/pressure\/cpu/);
});

test('no more processes are looked at than the bound, and the reading says so', async t => {
  const host = await recordedHost(t, vm, { later, limits: { processesMax: 2, topProcessesMax: 1 } });
  const { processes, processesTotal, gaps } = await host.cpu(calm);
  t.deepEqual(
    processes.map(({ pid }) => pid),
    [100],
  );
  t.is(processesTotal, 4);
  t.deepEqual(gaps, ['Only the first 2 of 4 processes were looked at.']);
});
