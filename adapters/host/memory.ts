import type { MemoryReading, ProcessUse } from '../../actors/answers/host-ports.ts';
import { memoryLimit } from './control-groups.ts';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { readPressure } from './pressure.ts';
import { listProcesses, type ProcessSample, programName } from './processes.ts';
import { cannotRead } from './system.ts';

/**
 * What memory there is and who holds it.
 * @throws {Refusal} `upstream_unavailable` without a readable `/proc/meminfo`.
 */
export async function readMemory(probe: Probe): Promise<MemoryReading> {
  const { tree, limits } = probe;
  const sizes = parseMemory((await tree.text('proc/meminfo')) ?? '');
  const totalBytes = sizes.get('MemTotal');
  if (totalBytes === undefined) throw cannotRead('/proc/meminfo');
  const processes = await listProcesses(probe);
  const [limit, pressure] = await Promise.all([memoryLimit(tree, totalBytes), readPressure(tree, 'memory')]);
  const availableBytes = sizes.get('MemAvailable');
  const swapTotalBytes = sizes.get('SwapTotal');
  const swapFreeBytes = sizes.get('SwapFree');
  return {
    totalBytes,
    ...(availableBytes !== undefined && { availableBytes, usedBytes: Math.max(0, totalBytes - availableBytes) }),
    ...(swapTotalBytes !== undefined && { swapTotalBytes }),
    ...(swapTotalBytes !== undefined &&
      swapFreeBytes !== undefined && { swapUsedBytes: swapTotalBytes - swapFreeBytes }),
    ...(limit && { limit }),
    ...(pressure.pressure && { pressure: pressure.pressure }),
    processes: largest(tree, processes.samples, limits.topProcessesMax),
    processesTotal: processes.total,
    gaps: [
      ...(availableBytes === undefined
        ? ['What is available is not known: this kernel’s /proc/meminfo has no MemAvailable (it came with 3.14).']
        : []),
      ...pressure.gaps,
      ...processes.gaps,
    ],
  };
}

/** The sizes in `/proc/meminfo` by name, in bytes. */
export function parseMemory(text: string): Map<string, number> {
  const rows = text.matchAll(/^(\w+):\s+(\d+) kB$/gm);
  return new Map(Array.from(rows, ([, name, kilobytes]) => [name!, Number(kilobytes) * 1024]));
}

/** `stat` counts in pages, whose size differs by machine; `status` says kB, but costs more: it is read for these few. */
function largest(tree: HostTree, samples: ProcessSample[], topMax: number): ProcessUse[] {
  const top = samples.filter(({ residentPages }) => residentPages > 0);
  top.sort((one, other) => other.residentPages - one.residentPages || one.pid - other.pid);
  return top.slice(0, topMax).flatMap(({ pid, name }) => {
    const memoryBytes = parseMemory(tree.textNow(`proc/${pid}/status`) ?? '').get('VmRSS');
    return memoryBytes === undefined ? [] : [{ pid, name: programName(tree, pid, name), memoryBytes }];
  });
}
