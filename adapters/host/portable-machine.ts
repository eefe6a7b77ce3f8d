import type { Systeminformation } from 'systeminformation';
import type {
  CpuReading,
  DisksReading,
  MemoryReading,
  ProcessUse,
  SystemReading,
} from '../../actors/answers/host-ports.ts';
import type { HostCalls, HostLimits } from './host-options.ts';

export interface PortableProbe {
  information: typeof import('systeminformation');
  calls: HostCalls;
  limits: HostLimits;
  signal: AbortSignal;
}

/** Who the machine is; who is logged in is left to the library, where it knows. */
export async function portableSystem({ information, calls }: PortableProbe): Promise<SystemReading> {
  const [os, users] = await Promise.all([information.osInfo(), information.users()]);
  const { uptime: uptimeSeconds } = information.time();
  return {
    hostname: calls.hostname(),
    architecture: calls.architecture(),
    uptimeSeconds,
    bootedAt: new Date(calls.nowMs() - uptimeSeconds * 1000).toISOString(),
    ...(os.distro && { os: `${os.distro} ${os.release}`.trim() }),
    ...(os.kernel && { kernel: os.kernel }),
    sessions: users.map(({ user, tty, ip }) => ({ user, ...(tty && { terminal: tty }), ...(ip && { from: ip }) })),
    gaps: [],
  };
}

/** Shares over the window; the library keeps the counters of its last call. */
export async function portableCpu({ information, calls, limits, signal }: PortableProbe): Promise<CpuReading> {
  const model = await information.cpu();
  await information.currentLoad();
  const startedMs = calls.monotonicMs();
  await calls.pause(limits.windowMs, signal);
  const load = await information.currentLoad();
  const windowMs = Math.round(calls.monotonicMs() - startedMs);
  const processes = await information.processes();
  return {
    cores: load.cpus.length,
    windowMs,
    ...(model.brand && { model: `${model.manufacturer} ${model.brand}`.trim() }),
    shares: {
      busyPercent: load.currentLoad,
      userPercent: load.currentLoadUser + load.currentLoadNice,
      systemPercent: load.currentLoadSystem + load.currentLoadIrq,
    },
    perCore: load.cpus.map(({ load: busyPercent }, core) => ({ core, busyPercent })),
    processes: topOf(
      processes.list,
      limits.topProcessesMax,
      ({ cpu }) => cpu,
      ({ cpu }) => ({ cpuPercent: cpu * load.cpus.length }),
    ),
    processesTotal: processes.all,
    gaps: ['Iowait, steal, load and pressure are not known: they are read on Linux alone.'],
  };
}

export async function portableMemory({ information, limits }: PortableProbe): Promise<MemoryReading> {
  const [memory, processes] = await Promise.all([information.mem(), information.processes()]);
  return {
    totalBytes: memory.total,
    availableBytes: memory.available,
    usedBytes: memory.total - memory.available,
    swapTotalBytes: memory.swaptotal,
    swapUsedBytes: memory.swapused,
    processes: topOf(
      processes.list,
      limits.topProcessesMax,
      ({ memRss }) => memRss,
      ({ memRss }) => ({ memoryBytes: memRss * 1024 }),
    ),
    processesTotal: processes.all,
    gaps: [],
  };
}

export async function portableDisks({ information, limits }: PortableProbe): Promise<DisksReading> {
  const sizes = (await information.fsSize()).filter(({ size }) => size > 0).slice(0, limits.mountsMax);
  const mounts = sizes.map(({ fs, type, size, used, available, use, mount, rw }) => ({
    mountPoint: mount,
    fileSystem: type,
    source: fs,
    readOnly: rw === false,
    totalBytes: size,
    usedBytes: used,
    availableBytes: available,
    usedPercent: use,
  }));
  return { mounts: mounts.sort((one, other) => other.usedPercent - one.usedPercent), gaps: [] };
}

function topOf(
  list: Systeminformation.ProcessesProcessData[],
  max: number,
  rank: (process: Systeminformation.ProcessesProcessData) => number,
  use: (process: Systeminformation.ProcessesProcessData) => Partial<ProcessUse>,
): ProcessUse[] {
  return list
    .filter(process => rank(process) > 0)
    .sort((one, other) => rank(other) - rank(one))
    .slice(0, max)
    .map(process => ({ pid: process.pid, name: process.name, ...use(process) }));
}
