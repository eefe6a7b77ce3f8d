import { heading, table } from '../../../domain/chat/reply.ts';
import { formatDuration, formatLoad, formatPercent } from '../../../domain/units.ts';
import type { CpuReading } from '../host-ports.ts';
import type { HostAnswer } from './host-answer.ts';
import { listing } from './listing.ts';
import {
  bar,
  clip,
  counted,
  factRows,
  gauge,
  headline,
  loadWords,
  type Mark,
  missing,
  pressureWords,
  processNameMax,
} from './wording.ts';

/** Held back from this share on: a wait that an operator would feel. */
const iowaitAttentionPercent = 20;
const stealAttentionPercent = 10;
const busyPercent = 50;
/** Tasks for each core from which on most of them wait. */
const crowdedLoadPerCore = 2;

/** How busy the processors are, per core, and by whom. */
export const cpuAnswer: HostAnswer = async (host, { signal }, { attentionPercent, tableRowsMax }) => {
  const cpu = await host.cpu({ signal });
  const { mark, verdict } = judgeCpu(cpu, attentionPercent.cpu);
  const perCore = coreListing(cpu, tableRowsMax);
  return {
    blocks: [
      ...headline('Processor', host.name(), mark, verdict),
      factRows(
        ['all cores', cpu.shares && gauge(cpu.shares.busyPercent)],
        ['of it', cpu.shares && sharesWords(cpu.shares)],
        ['load', loadWords(cpu.load)],
        ['pressure', pressureWords(cpu.pressure)],
        ['cores', coresWords(cpu)],
        ['measured', `over ${formatDuration(cpu.windowMs)}`],
      ),
      ...perCore.blocks,
      ...processBlocks(cpu),
      ...missing(cpu.gaps),
    ],
    ...(perCore.file && { file: perCore.file }),
  };
};

/** The state of the processors in one line: `Calm: busy 12 %, load 0.40 on 2 cores`. */
export function judgeCpu(cpu: CpuReading, attentionPercent: number): { mark: Mark; verdict: string } {
  const [mark, word] = cpu.shares
    ? stateOf(cpu, cpu.shares, attentionPercent)
    : (['attention', 'Not measured'] as const);
  const busy = cpu.shares && `busy ${formatPercent(cpu.shares.busyPercent)}`;
  const load = cpu.load && `load ${formatLoad(cpu.load.oneMinute)}`;
  const numbers = [busy, load].filter(Boolean).join(', ');
  return { mark, verdict: `${word}: ${numbers}${numbers && ' on '}${counted(cpu.cores, 'core')}` };
}

function stateOf(cpu: CpuReading, shares: NonNullable<CpuReading['shares']>, attentionPercent: number): [Mark, string] {
  const usable = cpu.limitCores ?? cpu.cores;
  if ((shares.stealPercent ?? 0) >= stealAttentionPercent) return ['attention', 'Held back by the hypervisor'];
  if (shares.busyPercent >= attentionPercent) return ['attention', 'Very busy'];
  if ((shares.iowaitPercent ?? 0) >= iowaitAttentionPercent) return ['attention', 'Waiting for disks'];
  if (cpu.load && cpu.load.oneMinute >= usable * crowdedLoadPerCore) return ['attention', 'Crowded'];
  return ['well', shares.busyPercent >= busyPercent ? 'Busy' : 'Calm'];
}

function sharesWords(shares: NonNullable<CpuReading['shares']>): string {
  const { userPercent, systemPercent, iowaitPercent, stealPercent } = shares;
  const parts = { user: userPercent, system: systemPercent, iowait: iowaitPercent, steal: stealPercent };
  return Object.entries(parts)
    .filter(([, percent]) => percent !== undefined)
    .map(([name, percent]) => `${name} ${formatPercent(percent)}`)
    .join(', ');
}

function coresWords({ cores, model, limitCores }: CpuReading): string {
  const limit = limitCores === undefined ? '' : `, of which this service may use ${Number(limitCores.toFixed(2))}`;
  return `${cores}${model ? ` × ${model}` : ''}${limit}`;
}

function coreListing({ perCore, cores }: CpuReading, rowsMax: number) {
  if (cores < 2 || perCore.length === 0) return { blocks: [] };
  // Few cores are read in order; of many, the busy ones are looked for.
  const order =
    perCore.length > rowsMax ? perCore.toSorted((one, other) => other.busyPercent - one.busyPercent) : perCore;
  const columns = ['core', '', 'busy'];
  const row = ({ core, busyPercent }: CpuReading['perCore'][number]) => [
    String(core),
    bar(busyPercent),
    formatPercent(busyPercent),
  ];
  return listing({
    columns,
    rows: order.map(row),
    rowsMax,
    complete: { name: 'cores.txt', columns, rows: perCore.map(row) },
  });
}

function processBlocks({ processes, processesTotal }: CpuReading) {
  if (processes.length === 0) return [];
  const rows = processes.map(({ cpuPercent, pid, name }) => [
    clip(name, processNameMax),
    String(pid),
    formatPercent(cpuPercent),
  ]);
  return [heading(`Busiest of ${processesTotal} processes`), table(['process', 'pid', 'of a core'], rows)];
}
