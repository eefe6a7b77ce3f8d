import type { CpuShares, LoadAverages } from '../../actors/answers/host-ports.ts';
import { wholeNumber, wholeNumbers } from './numbers.ts';

/** Clock ticks that a core, or all of them, spent since boot. Guests' time is part of `user`. */
export interface ProcessorTicks {
  user: number;
  system: number;
  idle: number;
  iowait: number;
  steal: number;
  total: number;
}

export interface ProcessorTimes {
  all: ProcessorTicks;
  /** By number of the core, online ones only. */
  cores: Map<number, ProcessorTicks>;
  bootedAtSeconds: number | undefined;
}

/** `/proc/stat` (proc_stat(5)); undefined without its first line. */
export function parseProcessorTimes(text: string): ProcessorTimes | undefined {
  const cores = new Map<number, ProcessorTicks>();
  let all: ProcessorTicks | undefined;
  let bootedAtSeconds: number | undefined;
  for (const line of text.split('\n')) {
    const [label = '', ...columns] = line.trim().split(/\s+/);
    if (label === 'btime') bootedAtSeconds = wholeNumber(columns[0]);
    if (!label.startsWith('cpu')) continue;
    const ticks = parseTicks(columns);
    const core = wholeNumber(label.slice(3));
    if (ticks !== undefined && label === 'cpu') all = ticks;
    if (ticks !== undefined && core !== undefined) cores.set(core, ticks);
  }
  return all && { all, cores, bootedAtSeconds };
}

function parseTicks(columns: string[]): ProcessorTicks | undefined {
  const numbers = wholeNumbers(columns.slice(0, 8), 4);
  if (numbers === undefined) return undefined;
  const [user, nice, kernel, idle, iowait = 0, interrupts = 0, softInterrupts = 0, steal = 0] = numbers as [
    number,
    number,
    number,
    number,
    ...number[],
  ];
  const system = kernel + interrupts + softInterrupts;
  return { user: user + nice, system, idle, iowait, steal, total: user + nice + system + idle + iowait + steal };
}

/** Shares of the time between two readings; undefined when no time passed between them, as the kernel counts. */
export function sharesBetween(before: ProcessorTicks, after: ProcessorTicks): CpuShares | undefined {
  const total = after.total - before.total;
  if (total <= 0) return undefined;
  // Idle and iowait may step back a little between readings (proc_stat(5)).
  const share = (key: keyof ProcessorTicks) => Math.min(100, (Math.max(0, after[key] - before[key]) / total) * 100);
  return {
    busyPercent: Math.max(0, 100 - share('idle') - share('iowait')),
    userPercent: share('user'),
    systemPercent: share('system'),
    iowaitPercent: share('iowait'),
    stealPercent: share('steal'),
  };
}

/** `/proc/loadavg`; undefined when it is not three numbers. */
export function parseLoad(text: string): LoadAverages | undefined {
  const [one, five, fifteen] = text.trim().split(/\s+/).map(Number);
  if (![one, five, fifteen].every(load => load !== undefined && Number.isFinite(load))) return undefined;
  return { oneMinute: one!, fiveMinutes: five!, fifteenMinutes: fifteen! };
}

/** The processor's name in `/proc/cpuinfo`, where the architecture writes one. */
export function parseProcessorModel(text: string): string | undefined {
  for (const key of ['model name', 'Model', 'Hardware', 'cpu model', 'uarch', 'cpu']) {
    const value = new RegExp(`^${key}\\s*:\\s*(\\S.*)$`, 'm').exec(text)?.[1];
    if (value !== undefined) return value.trim().replace(/\s+/g, ' ');
  }
  return undefined;
}
