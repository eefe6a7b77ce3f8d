import { bold, heading, paragraph, type Reply } from '../../../domain/chat/reply.ts';
import { parseRecent, type RecentQuery } from '../../../domain/sample/filters.ts';
import { formatValue, metricOf } from '../../../domain/sample/metrics.ts';
import { formatDuration, formatQuantity } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { listing } from '../host/listing.ts';
import type { Samples } from '../sample-ports.ts';
import { clockTime } from '../times.ts';
import { type Finding, standOut, type Thresholds } from './stand-out.ts';

/** Rows in the chat; all of them stand in the file. */
const shownMax = 15;

/** What stood out: stretches of minutes in which all conditions held, or a value was over its threshold; newest first. */
export function recentAnswer(samples: Samples, thresholds: Thresholds): Answer {
  return async ({ args, at, timeZone }): Promise<Reply> => {
    const { words, hosts } = split(String(args.what ?? ''));
    const query = parseRecent(words, Date.parse(at), timeZone);
    const found = await standOut(samples, query, hosts, thresholds);
    const newest = found.slice(0, query.count);
    const rows = newest.map(finding => rowOf(finding, timeZone));
    const { blocks, file } = listing({
      columns: ['when', 'for', 'what'],
      rows: rows.map(({ when, lasted, what }) => [when, lasted, what]),
      rowsMax: shownMax,
      complete: {
        name: 'recent.txt',
        columns: ['from', 'to', 'lasted', 'machine', 'what', 'kind'],
        rows: newest.map((finding, index) => [
          new Date(finding.fromMs).toISOString(),
          new Date(finding.toMs).toISOString(),
          rows[index]!.lasted,
          finding.host,
          finding.peaks.map(({ metric, value }) => `${metric} ${value}`).join(' '),
          finding.kind,
        ]),
      },
    });
    return {
      blocks: [
        heading(`Recent · ${titleOf(query)}`),
        paragraph(bold(verdictOn(found.length, newest.length))),
        ...blocks,
      ],
      buttons: [['1h', '6h', '24h', '7d'].map(window => ({ label: window, data: `v1:run:recent:${window}` }))],
      ...(file && { file }),
    };
  };
}

/** `@host` is no condition: it says whose values. */
function split(text: string): { words: string; hosts: string[] } {
  const all = text.split(/\s+/u);
  return {
    words: all.filter(word => !word.startsWith('@')).join(' '),
    hosts: all.filter(word => word.startsWith('@')).map(word => word.slice(1)),
  };
}

function titleOf({ conditions, window }: RecentQuery): string {
  const said = conditions.map(({ metric, operator, value }) => `${metric}${operator}${value}`);
  return [...(said.length > 0 ? said : ['over its threshold']), window].join(' ').slice(0, 150);
}

function verdictOn(all: number, shown: number): string {
  if (all === 0) return '● Nothing stood out';
  const which = shown < all ? `, the newest ${shown} of them here` : '';
  return `◐ ${formatQuantity(all, 'stretch', 'stretches')}${which}`;
}

function rowOf({ fromMs, toMs, host, peaks, kind }: Finding, timeZone: string) {
  const values = peaks.map(({ metric, value }) => `${metric} ${formatValue(metricOf(metric)!.unit, value)}`);
  return {
    when: clockTime(new Date(fromMs).toISOString(), timeZone, true).slice(5, 16),
    lasted: formatDuration(toMs - fromMs),
    what: `${host} ${values.join(' ')}${kind === 'raised' ? '' : ` (${kind})`}`,
  };
}
