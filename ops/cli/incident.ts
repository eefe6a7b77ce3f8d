import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { incident } from '../../actors/forensics/incident.ts';
import { incidentChart, incidentReport } from '../../actors/forensics/incident-report.ts';
import { foldable } from '../../domain/aggregates.ts';
import { Refusal } from '../../domain/refusal.ts';
import { svgOf } from '../compose/pictures.ts';
import { wordsOf } from '../program/past-words.ts';
import { systemClock } from '../system-time.ts';
import { configured, withLog } from './sources.ts';

export interface IncidentOptions {
  from: string;
  to?: string;
  out?: string;
  json?: boolean;
}

/**
 * Everything that happened in a window: as Markdown, as JSON, or as a folder with both and the chart.
 * @throws {Refusal} `invalid_request` for a time or a window that is none.
 */
export async function tellIncident(file: string | undefined, { from, to, out, json }: IncidentOptions): Promise<void> {
  const config = configured(file);
  const now = systemClock.now();
  const span = [moment(from, now), to === undefined ? now : moment(to, now)] as const;
  const found = await withLog(config, log => incident(...span, { log, kinds: foldable(), words: wordsOf }));
  if (out === undefined) {
    console.log(json ? JSON.stringify(found, null, 2) : incidentReport(found, config.timeZone));
    return;
  }
  const svg = await svgOf(incidentChart(found, { timeZone: config.timeZone, theme: 'light' }));
  mkdirSync(out, { recursive: true });
  const files = {
    'incident.md': incidentReport(found, config.timeZone, 'incident.svg'),
    'incident.json': `${JSON.stringify(found, null, 2)}\n`,
    'incident.svg': svg,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(out, name), text, { mode: 0o600 });
  const { events, streams } = found;
  if (json) console.log(JSON.stringify({ out, events: events.length, streams: streams.length, cut: found.cut }));
  else console.log(`${events.length} events of ${streams.length} streams: ${join(out, 'incident.md')}`);
}

const ago = /^(\d{1,4})(m|h|d)$/;
const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `2026-11-21T02:00Z`, `2026-11-21 02:00` by the clock of this machine, or `2h`: so long ago. */
export function moment(text: string, now: string): string {
  const [, count, unit] = ago.exec(text) ?? [];
  if (unit !== undefined) return new Date(Date.parse(now) - Number(count) * unitMs[unit]!).toISOString();
  const ms = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return new Date(ms).toISOString();
  throw new Refusal('invalid_request', `“${text.slice(0, 40)}” is no time.`, {
    hint: 'For example 2026-11-21T02:00Z, or 2h for two hours ago.',
  });
}
