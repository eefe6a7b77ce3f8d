import { type Block, heading, table } from '../../../domain/chat/reply.ts';
import { formatBytes, formatDuration, formatInstant, formatLoad, formatPercent } from '../../../domain/units.ts';
import type { CpuReading, MemoryReading, Pressure } from '../host-ports.ts';
import { judgeCpu } from './cpu.ts';
import { type LookAt, shareOf } from './look.ts';
import { judgeServices } from './services.ts';
import { judgeTemperatures } from './temp.ts';
import { systemWords } from './uptime.ts';
import { clip, counted, gauge, pressureWords, processNameMax } from './wording.ts';

const processesShownMax = 5;

/** How busy the processors are. */
export const lookAtCpu: LookAt = async (host, { signal }, { attentionPercent }) => {
  const cpu = await host.cpu({ signal });
  const { mark, verdict } = judgeCpu(cpu, attentionPercent.cpu);
  return {
    ...(cpu.shares && { gist: `cpu ${formatPercent(cpu.shares.busyPercent)}` }),
    concerns: mark === 'well' ? [] : [verdict],
    rows: [
      ['cpu', gauge(cpu.shares?.busyPercent)],
      ['load', loadOnCores(cpu)],
      ['cpu pressure', isFelt(cpu.pressure) ? pressureWords(cpu.pressure) : undefined],
    ],
    gaps: cpu.gaps,
  };
};

/** How much memory is taken, and who holds most of it. */
export const lookAtMemory: LookAt = async (host, { signal }, { attentionPercent }) => {
  const memory = await host.memory({ signal });
  const usedPercent = shareOf(memory.usedBytes, memory.totalBytes);
  const limitPercent = memory.limit && shareOf(memory.limit.usedBytes, memory.limit.bytes);
  const isFull = (percent: number | undefined) => percent !== undefined && percent >= attentionPercent.memory;
  return {
    ...(usedPercent !== undefined && { gist: `memory ${formatPercent(usedPercent)}` }),
    concerns: [
      ...(isFull(usedPercent) ? [`memory ${formatPercent(usedPercent)} used`] : []),
      ...(isFull(limitPercent) ? [`this service uses ${formatPercent(limitPercent)} of its memory limit`] : []),
    ],
    rows: [
      [
        'memory',
        `${gauge(usedPercent)} · ${formatBytes(memory.availableBytes)} free of ${formatBytes(memory.totalBytes)}`,
      ],
      ['swap', swapWords(memory)],
      ['limit of this service', memory.limit && `${gauge(limitPercent)} of ${formatBytes(memory.limit.bytes)}`],
      ['memory pressure', isFelt(memory.pressure) ? pressureWords(memory.pressure) : undefined],
    ],
    blocks: processBlocks(memory),
    gaps: memory.gaps,
  };
};

/** The sensor nearest to its limit. */
export const lookAtTemperatures: LookAt = async (host, { signal }) => {
  const { sensors, gaps } = await host.temperatures({ signal });
  const { mark, verdict } = judgeTemperatures(sensors);
  return { concerns: mark === 'well' ? [] : [verdict], rows: [['temperature', sensors[0] && verdict]], gaps };
};

/** How many services failed, by name. */
export const lookAtServices: LookAt = async (host, { signal }) => {
  const services = await host.services({ signal });
  if (services.manager === 'none') return { concerns: [], rows: [['services', 'no systemd runs here to list them']] };
  const { verdict } = judgeServices(services.units);
  const failed = services.units
    .filter(({ active }) => active === 'failed')
    .map(({ name }) => name.replace(/\.service$/, ''));
  const concerns = failed.length === 0 ? [] : [clip(`failed: ${failed.join(', ')}`, 120)];
  return { concerns, rows: [['services', verdict]], gaps: services.gaps };
};

/** Since when it runs, and what it is. */
export const lookAtSystem: LookAt = async (host, { signal, timeZone }) => {
  const system = await host.system({ signal });
  const up = formatDuration(system.uptimeSeconds * 1000);
  return {
    gist: `up ${up}`,
    concerns: [],
    rows: [
      ['up', `${up}, since ${formatInstant(system.bootedAt, timeZone)}`],
      ['system', systemWords(system)],
    ],
  };
};

/** Less than a hundredth of the time spent waiting is not worth a line. */
function isFelt(pressure: Pressure | undefined): boolean {
  return pressure !== undefined && Math.max(...Object.values(pressure.some)) >= 1;
}

function loadOnCores({ load, cores, model }: CpuReading): string {
  return `${formatLoad(load?.oneMinute)} on ${counted(cores, 'core')}${model ? ` (${model})` : ''}`;
}

function swapWords({ swapTotalBytes, swapUsedBytes }: MemoryReading): string | undefined {
  if (swapTotalBytes === undefined) return undefined;
  if (swapTotalBytes === 0) return 'none';
  return `${gauge(shareOf(swapUsedBytes, swapTotalBytes))} of ${formatBytes(swapTotalBytes)}`;
}

function processBlocks({ processes, processesTotal }: MemoryReading): Block[] {
  if (processes.length === 0) return [];
  const rows = processes
    .slice(0, processesShownMax)
    .map(({ name, pid, memoryBytes }) => [clip(name, processNameMax), String(pid), formatBytes(memoryBytes)]);
  return [heading(`Largest of ${processesTotal} processes`), table(['process', 'pid', 'memory'], rows)];
}
