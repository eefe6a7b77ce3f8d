import { type Block, type Button, bold, facts, heading, paragraph, type Reply } from '../chat/reply.ts';
import { msBetween } from '../instants.ts';
import { formatValue } from '../sample/metrics.ts';
import { formatDuration, formatInstant, formatPercent, formatQuantity } from '../units.ts';
import type { Severity } from './events.ts';
import { metricWords } from './rules.ts';
import type { Alert, Firing, Notice } from './state.ts';

/** What people are shown of an alert. Pure: the same alert gives the same words. */

const marks: Record<Severity, string> = { info: '🔵', warning: '🟠', critical: '🔴' };

/** The alert card as long as it is raised: what is too high, since when, who is busy; buttons to acknowledge and to mute. */
export function firingCard(
  { host, metric }: Named,
  firing: Firing,
  timeZone: string,
  at: string,
  more: Block[] = [],
): Reply {
  const { severity, value, part, since, processes, acknowledgedBy, reminders } = firing;
  const lasts = formatDuration(msBetween(since, at));
  const busy = processes.map(({ name, cpuPercent }) => `${name} ${formatPercent(cpuPercent)}`).join(', ');
  const rows: [string, string][] = [
    ['since', `${formatInstant(since, timeZone)} (${lasts})`],
    ['raised over', limitWords(metric, firing)],
    ...(part === undefined ? [] : [['where', part] as [string, string]]),
    ...(busy === '' ? [] : [['busiest', busy.slice(0, 400)] as [string, string]]),
    ...(reminders === 0 ? [] : [['reminders', String(reminders)] as [string, string]]),
    ...(acknowledgedBy === undefined
      ? []
      : [['acknowledged', `by ${acknowledgedBy}: no more reminders`] as [string, string]]),
  ];
  return {
    blocks: [heading(`${marks[severity]} ${titleOf(host, metric, value)}`), facts(...rows), ...more],
    buttons: buttonsOf({ host, metric }, acknowledgedBy !== undefined),
  };
}

/** The same card once it is over. */
function resolvedCard(
  { host, metric }: Named,
  firing: Firing,
  { lastedMs = 0, at, value }: Notice,
  timeZone: string,
): Reply {
  const rows: [string, string][] = [
    ['from', formatInstant(firing.since, timeZone)],
    ['to', formatInstant(at, timeZone)],
    [
      'was',
      `${formatValue(metricWords(metric).unit, firing.value)}, now ${formatValue(metricWords(metric).unit, value)}`,
    ],
    ...(firing.part === undefined ? [] : [['where', firing.part] as [string, string]]),
  ];
  return {
    blocks: [heading(`✅ ${nameOf(host, metric)}: resolved after ${formatDuration(lastedMs)}`), facts(...rows)],
    buttons: [],
  };
}

/** What is shown for a notice: as a message of its own, and as the new words of the card where there is one. */
export function noticeWords(alert: Alert, notice: Notice, timeZone: string): { message?: Reply; card?: Reply } {
  const { firing, at } = notice;
  switch (notice.kind) {
    case 'raised':
      return { message: firingCard(alert, firing!, timeZone, at, flapWords(notice)) };
    case 'reminded':
      return { message: firingCard(alert, firing!, timeZone, at) };
    case 'acknowledged':
      return { card: firingCard(alert, firing!, timeZone, at) };
    case 'resolved': {
      const card = resolvedCard(alert, firing!, notice, timeZone);
      const title = `✅ ${nameOf(alert.host, alert.metric)}: resolved after ${formatDuration(notice.lastedMs ?? 0)}`;
      return notice.quietly ? { card } : { card, message: { blocks: [paragraph(bold(title))], buttons: [] } };
    }
    case 'caught up':
      return { message: caughtUp(alert, notice, timeZone) };
    case 'calm':
      return { message: calmWords(alert, notice) };
  }
}

function caughtUp({ host, metric }: Named, notice: Notice, timeZone: string): Reply {
  const { episodes = 1, since, firing, at } = notice;
  const times = `While you were not told it was raised ${formatQuantity(episodes, 'time')}, first at ${formatInstant(since!, timeZone)}.`;
  if (firing !== undefined) return firingCard({ host, metric }, firing, timeZone, at, [paragraph(times)]);
  return { blocks: [heading(`🔕 ${nameOf(host, metric)}`), paragraph(`${times} It is not any more.`)], buttons: [] };
}

function calmWords({ host, metric }: Named, { raises = 1 }: Notice): Reply {
  const text = `It was raised ${formatQuantity(raises, 'time')} and has been well for a while: it does not flap any more.`;
  return { blocks: [heading(`✅ ${nameOf(host, metric)}`), paragraph(text)], buttons: [] };
}

function flapWords({ flaps, raises = 1 }: Notice): Block[] {
  if (!flaps) return [];
  return [
    paragraph({
      text: `It flaps: raised ${formatQuantity(raises, 'time')} lately. I say no more until it is calm.`,
      style: 'italic',
    }),
  ];
}

type Named = Pick<Alert, 'host' | 'metric'>;

/** `Processor · web-1` */
export function nameOf(host: string, metric: string): string {
  return `${metricWords(metric).label} · ${host}`;
}

function titleOf(host: string, metric: string, value: number): string {
  if (metric === 'silent') return `${host} is silent`;
  return `${metricWords(metric).label} ${formatValue(metricWords(metric).unit, value)} · ${host}`;
}

function limitWords(metric: string, { threshold }: Firing): string {
  const limit = formatValue(metricWords(metric).unit, threshold);
  if (metric === 'silent') return `${limit} without a sample`;
  if (metric === 'diskfull') return 'full within a day, if it goes on like this';
  return limit;
}

/** Where the name is too long for a button, the command is there all the same. */
function buttonsOf({ host, metric }: Named, isAcknowledged: boolean): Button[][] {
  const row = [
    ...(isAcknowledged ? [] : [{ label: 'Acknowledge', data: `v1:run:ack:${host}-${metric}` }]),
    { label: 'Mute 1 h', data: `v1:run:mute:1h ${metric} @${host}` },
  ];
  const fitting = row.filter(({ data }) => new TextEncoder().encode(data).length <= 64);
  return fitting.length === 0 ? [] : [fitting];
}
