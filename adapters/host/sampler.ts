import type { Host } from '../../actors/answers/host-ports.ts';
import type { Sampler } from '../../actors/sampling/sampling-ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Sample, sampleBounds } from '../../domain/sample/sample.ts';
import { endingWithin } from './deadline.ts';
import { readDisks } from './disks.ts';
import { thisHost } from './host-calls.ts';
import { defaultHostLimits, type HostCalls, type HostLimits, type Probe } from './host-options.ts';
import { hostTree } from './host-tree.ts';
import { parseMemory } from './memory.ts';
import { listProcesses, type ProcessSample, programName } from './processes.ts';
import { type ProcessorTimes, parseLoad, parseProcessorTimes, sharesBetween } from './processor-times.ts';
import { portableSample } from './sampled-host.ts';
import { type Counters, mountsOf, networkOf, percentOf, rounded, servicesOf } from './sampled-parts.ts';
import { readServices } from './services.ts';
import { cannotRead } from './system.ts';
import { readTemperatures } from './temperatures.ts';
import { parseTraffic } from './traffic.ts';

export interface SamplerOptions {
  /** What stands in each sample: who took it. */
  identity: Pick<Sample, 'host' | 'build' | 'everyMs'>;
  root?: string;
  limits?: Partial<HostLimits>;
  calls?: Partial<HostCalls>;
  /** Services are asked of another program: not more often than this. */
  servicesEveryMs?: number;
}

/**
 * Samples of this Linux machine. It keeps the counters of the look before, so that a look is a few reads of /proc and
 * no wait: rates and shares are over the whole time between two looks. The first look has neither.
 */
export function linuxSampler({ identity, root = '/', ...chosen }: SamplerOptions): Sampler {
  const limits = { ...defaultHostLimits, ...chosen.limits };
  const calls = { ...thisHost, ...chosen.calls };
  const tree = hostTree(root, limits.fileBytesMax);
  const services = rarely(chosen.servicesEveryMs ?? 60_000, calls, readServices);
  let before: Counters | undefined;

  return {
    sample: caller =>
      endingWithin('a sample', limits.deadlineMs, caller, signal => look({ tree, calls, limits, signal })),
  };

  async function look(probe: Probe): Promise<Sample> {
    const earlier = before;
    const now = await countersOf(probe);
    before = now;
    const [load, memory, disks, temperatures, units] = await Promise.all([
      tree.word('proc/loadavg').then(text => parseLoad(text ?? '')),
      tree.text('proc/meminfo').then(text => memoryOf(parseMemory(text ?? ''))),
      orNothing(readDisks(probe)),
      orNothing(readTemperatures(probe)),
      orNothing(services(probe)),
    ]);
    const shares = earlier && sharesBetween(earlier.times.all, now.times.all);
    return {
      ...identity,
      at: new Date(calls.nowMs()).toISOString(),
      mode: 'real',
      cores: now.times.cores.size,
      ...(shares && { cpuPercent: rounded(shares.busyPercent) }),
      ...(shares?.iowaitPercent !== undefined && { iowaitPercent: rounded(shares.iowaitPercent) }),
      ...(load && { load: { one: load.oneMinute, five: load.fiveMinutes, fifteen: load.fifteenMinutes } }),
      ...memory,
      mounts: disks === undefined ? [] : mountsOf(disks),
      ...(earlier && networkOf(earlier, now)),
      temperatures: (temperatures?.sensors ?? [])
        .map(({ chip, label, celsius }) => ({ label: `${chip} ${label}`.slice(0, 120), celsius: rounded(celsius) }))
        .sort((one, other) => other.celsius - one.celsius)
        .slice(0, sampleBounds.temperatures),
      ...(units && servicesOf(units)),
      processes: earlier === undefined ? [] : busiest(probe, earlier, now),
    };
  }

  async function countersOf(probe: Probe): Promise<Counters> {
    const [stat, devices] = await Promise.all([tree.text('proc/stat'), tree.text('proc/net/dev')]);
    const times: ProcessorTimes | undefined = parseProcessorTimes(stat ?? '');
    if (times === undefined) throw cannotRead('/proc/stat');
    const { samples } = await listProcesses(probe);
    return {
      times,
      traffic: parseTraffic(devices ?? ''),
      processes: new Map(samples.map(one => [one.pid, one])),
      atMs: calls.monotonicMs(),
    };
  }
}

/** On systems without /proc: the library's readings, measured over their own short window. */
export function portableSampler(host: Host, { identity, calls }: Pick<SamplerOptions, 'identity' | 'calls'>): Sampler {
  const nowMs = calls?.nowMs ?? thisHost.nowMs;
  return { sample: signal => portableSample(host, identity, nowMs, signal) };
}

function memoryOf(sizes: Map<string, number>): Pick<Sample, 'memory' | 'swap'> {
  const total = sizes.get('MemTotal');
  const available = sizes.get('MemAvailable');
  const swapTotal = sizes.get('SwapTotal') ?? 0;
  const swapUsed = swapTotal - (sizes.get('SwapFree') ?? swapTotal);
  return {
    ...(total !== undefined && available !== undefined && { memory: percentOf(total - available, total) }),
    ...(swapTotal > 0 && { swap: percentOf(swapUsed, swapTotal) }),
  };
}

function busiest({ tree }: Probe, before: Counters, now: Counters): Sample['processes'] {
  const ticksOfOneCore = (now.times.all.total - before.times.all.total) / Math.max(1, now.times.cores.size);
  if (ticksOfOneCore <= 0) return [];
  const used = ({ pid, ticks, startedAtTicks }: ProcessSample) => {
    const same = before.processes.get(pid);
    return Math.max(0, ticks - (same?.startedAtTicks === startedAtTicks ? same.ticks : 0));
  };
  return [...now.processes.values()]
    .map(one => ({ one, ticks: used(one) }))
    .filter(({ ticks }) => ticks > 0)
    .sort((a, b) => b.ticks - a.ticks || a.one.pid - b.one.pid)
    .slice(0, sampleBounds.processes)
    .map(({ one: { pid, name }, ticks }) => {
      const memoryBytes = parseMemory(tree.textNow(`proc/${pid}/status`) ?? '').get('VmRSS');
      const cpuPercent = rounded((ticks / ticksOfOneCore) * 100);
      return { pid, name: programName(tree, pid, name), cpuPercent, ...(memoryBytes !== undefined && { memoryBytes }) };
    });
}

/** What this kind of machine does not have, or does not say in time, is left out of the sample. */
async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof Refusal) return undefined;
    throw cause;
  }
}

/** The last reading, for as long as it is fresh; a failed one counts as fresh too. */
function rarely<Value>(everyMs: number, { monotonicMs }: HostCalls, read: (probe: Probe) => Promise<Value>) {
  let last: { atMs: number; value: Promise<Value> } | undefined;
  return (probe: Probe): Promise<Value> => {
    const nowMs = monotonicMs();
    if (last === undefined || nowMs - last.atMs >= everyMs) last = { atMs: nowMs, value: read(probe) };
    return last.value;
  };
}
