import type { CpuReading, ProcessUse } from '../../actors/answers/host-ports.ts';
import { coresLimit } from './control-groups.ts';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { readPressure } from './pressure.ts';
import { listProcesses, type ProcessList, programName } from './processes.ts';
import {
  type ProcessorTimes,
  parseLoad,
  parseProcessorModel,
  parseProcessorTimes,
  sharesBetween,
} from './processor-times.ts';
import { cannotRead } from './system.ts';

/**
 * How busy the processors are, measured over `windowMs`.
 * @throws {Refusal} `upstream_unavailable` without a readable `/proc/stat`.
 */
export async function readCpu(probe: Probe): Promise<CpuReading> {
  const { tree, calls, limits, signal } = probe;
  const beforeProcesses = await times(tree);
  const processesBefore = await listProcesses(probe);
  // Looking through the processes is work too: it stays outside of the window that is shown.
  const before = await times(tree);
  const startedMs = calls.monotonicMs();
  await calls.pause(limits.windowMs, signal);
  const after = await times(tree);
  const windowMs = Math.round(calls.monotonicMs() - startedMs);
  const processesAfter = await listProcesses(probe);

  const ticksOfOneCore = (after.all.total - beforeProcesses.all.total) / Math.max(1, after.cores.size);
  const shares = sharesBetween(before.all, after.all);
  const [load, model, limitCores, pressure] = await Promise.all([
    tree.word('proc/loadavg'),
    tree.text('proc/cpuinfo', 16 * 1024),
    coresLimit(tree, after.cores.size),
    readPressure(tree, 'cpu'),
  ]);
  const averages = parseLoad(load ?? '');
  const name = parseProcessorModel(model ?? '');
  return {
    cores: after.cores.size,
    windowMs,
    perCore: coresBetween(before, after),
    processes: busiest(processesBefore, processesAfter, ticksOfOneCore)
      .slice(0, limits.topProcessesMax)
      .map(use => ({ ...use, name: programName(tree, use.pid, use.name) })),
    processesTotal: processesAfter.total,
    ...(shares && { shares }),
    ...(averages && { load: averages }),
    ...(name && { model: name }),
    ...(limitCores !== undefined && { limitCores }),
    ...(pressure.pressure && { pressure: pressure.pressure }),
    gaps: [
      ...(shares ? [] : ['How busy it is is not known: the kernel’s counters stood still while they were measured.']),
      ...(averages ? [] : ['The load is not known: /proc/loadavg cannot be read.']),
      ...pressure.gaps,
      ...processesAfter.gaps,
    ],
  };
}

async function times(tree: HostTree): Promise<ProcessorTimes> {
  const parsed = parseProcessorTimes((await tree.text('proc/stat')) ?? '');
  if (parsed === undefined || parsed.cores.size === 0) throw cannotRead('/proc/stat');
  return parsed;
}

/** Cores that were online at both ends. */
function coresBetween(before: ProcessorTimes, after: ProcessorTimes): CpuReading['perCore'] {
  return [...after.cores].flatMap(([core, ticks]) => {
    const earlier = before.cores.get(core);
    const shares = earlier && sharesBetween(earlier, ticks);
    return shares ? [{ core, busyPercent: shares.busyPercent }] : [];
  });
}

function busiest(before: ProcessList, after: ProcessList, ticksOfOneCore: number): ProcessUse[] {
  if (ticksOfOneCore <= 0) return [];
  const earlier = new Map(before.samples.map(sample => [sample.pid, sample]));
  return after.samples
    .map(({ pid, name, ticks, startedAtTicks }) => {
      const same = earlier.get(pid);
      // One that began within the window did all its work in it.
      const already = same?.startedAtTicks === startedAtTicks ? same.ticks : 0;
      return { pid, name, cpuPercent: (Math.max(0, ticks - already) / ticksOfOneCore) * 100 };
    })
    .filter(({ cpuPercent }) => cpuPercent > 0)
    .sort((one, other) => other.cpuPercent - one.cpuPercent || one.pid - other.pid);
}
