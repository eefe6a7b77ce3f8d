import { type ChartSpec, chartSpec, type Point } from '../../domain/chart/spec.ts';
import type { Incident, IncidentEvent } from './incident.ts';

/** What happened each minute (or longer, of a long window): everything, and trouble. */
export function incidentChart(
  { from, to, events }: Incident,
  { timeZone, theme }: { timeZone: string; theme: 'dark' | 'light' },
): ChartSpec {
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const stepMs = Math.max(1000, Math.ceil((end - start) / 120 / 1000) * 1000);
  const counted = (of: readonly IncidentEvent[]): Point[] => {
    const counts = new Array<number>(Math.ceil((end - start) / stepMs)).fill(0);
    for (const { at } of of) {
      const slot = Math.min(counts.length - 1, Math.max(0, Math.floor((Date.parse(at) - start) / stepMs)));
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    return counts.map((count, index) => [start + index * stepMs, count]);
  };
  const line = (name: string, of: readonly IncidentEvent[]) => {
    return { name, host: 'binnacle', metric: 'events', unit: 'count' as const, points: counted(of), stepMs };
  };
  const said = `every ${stepMs / 1000} s`;
  const trouble = events.filter(({ level }) => level !== 'info');
  return chartSpec.parse({
    ...{ title: 'What was recorded', subtitle: said, unit: 'count', theme, timeZone, from: start, to: end },
    series: [line('events', events), line('warnings and errors', trouble)],
    size: { width: 720, height: 240, ratio: 1 },
  });
}

const rowsMax = 500;

/** The report of a window for people. `chart`: an address of its picture. */
export function incidentReport(incident: Incident, timeZone: string, chart?: string): string {
  const { from, to, events, streams, codes, standOut, cut } = incident;
  const errors = events.filter(({ level }) => level === 'error').length;
  return [
    `# Incident report`,
    `${from} to ${to} (UTC; people read times in ${timeZone})`,
    `${events.length} events in ${streams.length} streams, ${errors} errors, ${standOut.length} that stand out.` +
      (cut ? ` **There were more: the report ends with ${events.at(-1)?.at}.**` : ''),
    ...(chart === undefined ? [] : [`![What was recorded over time](${chart})`]),
    '## What stood out',
    standOut.length === 0 ? 'Nothing.' : table(['time', 'level', 'stream', 'what', 'by'], standOut.map(rowOf)),
    '## Codes',
    codes.length === 0
      ? 'None.'
      : table(
          ['code', 'times'],
          codes.map(({ code, count }) => [code, String(count)]),
        ),
    '## Streams',
    table(
      ['stream', 'events', 'warnings', 'errors'],
      streams.map(row => [row.stream, String(row.events), String(row.warnings), String(row.errors)]),
    ),
    '## Timeline',
    table(
      ['time', 'level', 'stream', 'what', 'by', 'followed from'],
      events.slice(0, rowsMax).map(event => [...rowOf(event), causeText(event, events)]),
    ),
    ...(events.length > rowsMax ? [`… and ${events.length - rowsMax} more events: they are all in the JSON.`] : []),
    '',
  ].join('\n\n');
}

const rowOf = ({ at, level, stream, revision, type, text, actor }: IncidentEvent) => [
  at.slice(11, 23),
  level === 'info' ? '' : level,
  `${stream}@${revision}`,
  `${type}: ${text}`,
  actor,
];

function causeText({ cause }: IncidentEvent, events: readonly IncidentEvent[]): string {
  const event = cause === null ? undefined : events[cause];
  return event === undefined ? '' : `${event.stream}@${event.revision}`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What was recorded is text: nothing in it becomes a table, a link or markup. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|<>[\]`*]/g, mark => `\\${mark}`);
}
