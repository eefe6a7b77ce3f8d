import { type Block, bold, facts, heading, paragraph } from '../../../domain/chat/reply.ts';
import { formatLoad, formatPercent } from '../../../domain/units.ts';
import type { LoadAverages, Pressure } from '../host-ports.ts';

/** Turns of phrase that several answers share. */

export type Mark = 'well' | 'attention' | 'trouble';
const marks: Record<Mark, string> = { well: '●', attention: '◐', trouble: '○' };

/** The machine and what is looked at, then the state in one line. */
export function headline(subject: string, hostname: string, mark: Mark, verdict: string): Block[] {
  return [heading(`${subject} · ${hostname}`), paragraph(bold(clip(`${marks[mark]} ${verdict}`, 300)))];
}

/** A share of 100 as a bar: `▇▇▁▁▁▁▁▁`; empty when it is not known. */
export function bar(percent: number | undefined, width = 8): string {
  if (percent === undefined || !Number.isFinite(percent)) return '';
  const filled = Math.round((Math.min(100, Math.max(0, percent)) / 100) * width);
  return '▇'.repeat(filled) + '▁'.repeat(width - filled);
}

/** A bar with its number: `▇▁▁▁▁▁▁▁ 12 %`. */
export function gauge(percent: number | undefined): string {
  return `${bar(percent)} ${formatPercent(percent)}`.trim();
}

/** A longer value is cut. */
export const factMax = 400;

/** Label and value, one pair a line; pairs without a value are left out. */
export function factRows(...rows: [label: string, value: string | undefined][]): Block {
  return facts(
    ...rows.flatMap(([label, value]): [string, string][] => (value ? [[clip(label, 60), clip(value, factMax)]] : [])),
  );
}

/** What is missing and why, a line each; no block when nothing is. */
export function missing(gaps: readonly string[]): Block[] {
  const text = [...new Set(gaps)].join('\n');
  return text === '' ? [] : [paragraph({ text: clip(text, 2000), style: 'italic' })];
}

/** `0.40 · 0.31 · 0.20 (1, 5, 15 min)` */
export function loadWords(load: LoadAverages | undefined): string | undefined {
  if (load === undefined) return undefined;
  const averages = [load.oneMinute, load.fiveMinutes, load.fifteenMinutes].map(formatLoad);
  return `${averages.join(' · ')} (1, 5, 15 min)`;
}

/** How much of the time some task had to wait. */
export function pressureWords(pressure: Pressure | undefined): string | undefined {
  if (pressure === undefined) return undefined;
  const { tenSeconds, oneMinute, fiveMinutes } = pressure.some;
  return `tasks waited ${[tenSeconds, oneMinute, fiveMinutes].map(formatPercent).join(' · ')} (10 s, 1, 5 min)`;
}

/** At most `max` UTF-16 units, an ellipsis for what was cut off. */
export function clip(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).toWellFormed()}…`;
}

/** A process name in a table beside its number and its share, at phone width: broken in two it would read as another. */
export const processNameMax = 16;

/** `1 core`, `2 cores`. */
export function counted(count: number, thing: string, things = `${thing}s`): string {
  return `${count} ${count === 1 ? thing : things}`;
}
