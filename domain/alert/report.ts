import { type Block, bold, heading, paragraph, type Reply, table } from '../chat/reply.ts';
import { formatPercent, formatQuantity } from '../units.ts';
import { nameOf } from './wording.ts';

/** What a day or a week of machines comes to. */

export interface MachineSummary {
  host: string;
  /** Mean and most of the time; none where nothing was measured. */
  cpu?: { mean: number; max: number } | undefined;
  ram?: { mean: number; max: number } | undefined;
  /** At the end. */
  disk?: number | undefined;
}

export interface AlertSummary {
  host: string;
  metric: string;
  /** Within the time. */
  raises: number;
  isFiring: boolean;
}

export interface ReportFacts {
  kind: 'daily' | 'weekly';
  /** Of the end, on the clocks of the chat: `2026-11-21`. */
  day: string;
  machines: MachineSummary[];
  /** Those that were raised within the time, or are now. */
  alerts: AlertSummary[];
}

const rowsMax = 50;

/** The report as chats are shown it: the state in one line, each machine in one row, and what was raised. */
export function reportReply({ kind, day, machines, alerts }: ReportFacts): Reply {
  const raises = alerts.reduce((sum, alert) => sum + alert.raises, 0);
  const firing = alerts.filter(({ isFiring }) => isFiring).length;
  const rows = machines
    .slice(0, rowsMax)
    .map(({ host, cpu, ram, disk }) => [host, pair(cpu), pair(ram), formatPercent(disk)]);
  return {
    blocks: [
      heading(`${kind === 'daily' ? 'Daily' : 'Weekly'} report · ${day}`),
      paragraph(bold(verdict(machines.length, raises, firing))),
      ...(rows.length === 0 ? [] : [table(['machine', 'cpu', 'ram', 'disk'], rows), meaning]),
      ...alertBlocks(alerts),
    ],
    buttons: [
      [
        { label: 'Alerts', data: 'v1:run:alerts' },
        { label: 'Machines', data: 'v1:run:hosts' },
      ],
    ],
  };
}

const meaning: Block = paragraph({ text: 'cpu and ram: mean, most. disk: the fullest, now.', style: 'italic' });

function verdict(machines: number, raises: number, firing: number): string {
  const count = formatQuantity(machines, 'machine');
  if (machines === 0) return '◐ No machine has sent samples';
  if (raises === 0 && firing === 0) return `● ${count}, nothing was raised`;
  return `${firing > 0 ? '○' : '◐'} ${count}, raised ${formatQuantity(raises, 'time')}, ${firing === 0 ? 'nothing is now' : `${firing} still`}`;
}

function alertBlocks(alerts: AlertSummary[]): Block[] {
  if (alerts.length === 0) return [];
  const lines = alerts.slice(0, rowsMax).map(({ host, metric, raises, isFiring }) => {
    return `${nameOf(host, metric)}: ${formatQuantity(raises, 'time')}${isFiring ? ', raised now' : ''}`;
  });
  return [{ type: 'list', items: lines.map(line => [line]) }];
}

function pair(value: { mean: number; max: number } | undefined): string {
  return value === undefined ? 'unknown' : `${Math.round(value.mean)}, ${Math.round(value.max)} %`;
}
