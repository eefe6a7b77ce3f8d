import { type Block, heading, type Reply, table } from '../../../domain/chat/reply.ts';
import { formatBytes, formatDuration, formatInstant, formatPercent } from '../../../domain/units.ts';
import type { DisksReading, MemoryReading, Pressure } from '../host-ports.ts';
import { judgeCpu } from './cpu.ts';
import type { HostAnswer, HostAnswerOptions } from './host-answer.ts';
import { textFile } from './listing.ts';
import { judgeServices } from './services.ts';
import { judgeTemperatures } from './temp.ts';
import { systemWords } from './uptime.ts';
import { clip, counted, gauge, pressureWords } from './wording.ts';

/** One part of the machine at a glance. */
export interface Look {
  /** What it comes to in a word or two, for the headline of a machine that is well. */
  gist?: string;
  /** What of it needs attention, in a few words each. */
  concerns: string[];
  rows: [label: string, value: string | undefined][];
  blocks?: Block[];
  gaps?: string[];
  file?: Reply['file'];
}

/** Looks at one part. @throws {Refusal} those of the port. */
type LookAt = (...args: Parameters<HostAnswer>) => Promise<Look>;

const disksShownMax = 8;
const processesShownMax = 5;
const inodesAttentionPercent = 90;

export const lookAtCpu: LookAt = async (host, { signal }, { attentionPercent }) => {
  const cpu = await host.cpu({ signal });
  const { mark, verdict } = judgeCpu(cpu, attentionPercent.cpu);
  return {
    ...(cpu.shares && { gist: `cpu ${formatPercent(cpu.shares.busyPercent)}` }),
    concerns: mark === 'well' ? [] : [verdict],
    rows: [
      ['cpu', gauge(cpu.shares?.busyPercent)],
      ['load', cpu.load && `${cpu.load.oneMinute.toFixed(2)} on ${cpu.cores} × ${cpu.model ?? 'core'}`],
      ['cpu pressure', isFelt(cpu.pressure) ? pressureWords(cpu.pressure) : undefined],
    ],
    gaps: cpu.gaps,
  };
};

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

export const lookAtDisks: LookAt = async (host, { signal }, { attentionPercent }) => {
  const { mounts, gaps } = await host.disks({ signal });
  const shown = mounts.slice(0, disksShownMax);
  const more = mounts.length - shown.length;
  return {
    ...(shown[0] && { gist: `disk ${formatPercent(shown[0].usedPercent)}` }),
    concerns: mounts.flatMap(mount => diskConcerns(mount, attentionPercent)),
    rows: shown.map(mount => [mount.mountPoint, diskWords(mount)]),
    gaps: more > 0 ? [...gaps, `${counted(more, 'file system')} less full than these: all are in the file.`] : gaps,
    ...(more > 0 && { file: diskFile(mounts) }),
  };
};

export const lookAtTemperatures: LookAt = async (host, { signal }) => {
  const { sensors, gaps } = await host.temperatures({ signal });
  const { mark, verdict } = judgeTemperatures(sensors);
  return { concerns: mark === 'well' ? [] : [verdict], rows: [['temperature', sensors[0] && verdict]], gaps };
};

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

function shareOf(part: number | undefined, whole: number): number | undefined {
  return part === undefined || whole <= 0 ? undefined : (part / whole) * 100;
}

function swapWords({ swapTotalBytes, swapUsedBytes }: MemoryReading): string | undefined {
  if (swapTotalBytes === undefined) return undefined;
  if (swapTotalBytes === 0) return 'none';
  return `${gauge(shareOf(swapUsedBytes, swapTotalBytes))} of ${formatBytes(swapTotalBytes)}`;
}

function diskWords({ usedPercent, availableBytes, totalBytes, readOnly }: DisksReading['mounts'][number]): string {
  const sizes = `${formatBytes(availableBytes)} free of ${formatBytes(totalBytes)}`;
  return `${gauge(usedPercent)} · ${sizes}${readOnly ? ', read-only' : ''}`;
}

function diskFile(mounts: DisksReading['mounts']): Reply['file'] {
  const columns = ['used', 'free', 'of', 'inodes', 'mode', 'type', 'mounted at', 'source'];
  const rows = mounts.map(
    ({ usedPercent, availableBytes, totalBytes, inodes, readOnly, fileSystem, mountPoint, source }) => [
      formatPercent(usedPercent),
      formatBytes(availableBytes),
      formatBytes(totalBytes),
      inodes ? formatPercent(shareOf(inodes.used, inodes.total)) : '',
      readOnly ? 'ro' : 'rw',
      fileSystem,
      mountPoint,
      source,
    ],
  );
  return textFile({ name: 'disks.txt', columns, rows });
}

/** What is mounted read-only cannot fill up. */
function diskConcerns(
  { mountPoint, usedPercent, inodes, readOnly }: DisksReading['mounts'][number],
  { disk }: HostAnswerOptions['attentionPercent'],
): string[] {
  if (readOnly) return [];
  const inodesPercent = inodes && shareOf(inodes.used, inodes.total);
  const name = clip(mountPoint, 40);
  return [
    ...(usedPercent >= disk ? [`${name} is ${formatPercent(usedPercent)} full`] : []),
    ...(inodesPercent !== undefined && inodesPercent >= inodesAttentionPercent
      ? [`${name} has used ${formatPercent(inodesPercent)} of its inodes`]
      : []),
  ];
}

function processBlocks({ processes, processesTotal }: MemoryReading): Block[] {
  if (processes.length === 0) return [];
  const rows = processes
    .slice(0, processesShownMax)
    .map(({ name, pid, memoryBytes }) => [clip(name, 200), String(pid), formatBytes(memoryBytes)]);
  return [heading(`Largest of ${processesTotal} processes`), table(['process', 'pid', 'memory'], rows)];
}
