import { heading, paragraph, type Reply, says } from '../../../domain/chat/reply.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { parseSeriesRequest } from '../../../domain/sample/series-request.ts';
import { formatCount, formatDuration, formatInstant } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import type { Files } from '../file-ports.ts';
import type { Samples, Series } from '../sample-ports.ts';
import { hostsMeant } from './known-hosts.ts';

/** Rows of one file; more are refused. A file of so many has about 5 MB. */
const rowsMax = 100_000;
/** What an event can hold; a longer file is kept beside the log. */
const inlineBytesMax = 180 * 1024;

interface Row {
  timestamp_utc: string;
  metric: string;
  value: number;
}

/**
 * Values as a document with `timestamp_utc,metric,value`, in order of time: samples where they are kept as they came, means
 * of minutes elsewhere. Of several machines the metric is `cpu@web-1`.
 * @throws {Refusal} also `not_found` when there is nothing in the range, `payload_too_large` over 100 000 rows.
 */
export function exportAnswer(samples: Samples, files: Files, options: { thisHost: string }): Answer {
  return async ({ args, at, timeZone }): Promise<Reply> => {
    const asked = parseSeriesRequest(String(args.what ?? ''), Date.parse(at), timeZone, { takes: ['csv', 'json'] });
    const format = asked.options.includes('json') ? 'json' : 'csv';
    const hosts = await hostsMeant(samples, asked.hosts, options.thisHost);
    const found: Series[] = [];
    for (const { host } of hosts)
      for (const metric of asked.metrics) found.push(await samples.series({ host, metric, ...asked.range }));
    const rows = rowsOf(found, hosts.length > 1);
    const text = format === 'csv' ? csvOf(rows) : jsonOf(rows);
    const name = `${asked.metrics.join('-').replace(/[^a-z0-9-]+/gi, '_')}-${at.slice(0, 16).replaceAll(':', '')}Z.${format}`;
    const { fromMs, toMs } = asked.range;
    const words = says(
      heading(`${asked.metrics.join(', ')} · ${hosts.map(({ host }) => host).join(', ')}`.slice(0, 200)),
      paragraph(
        `${formatCount(rows.length)} values over ${formatDuration(toMs - fromMs)}, ` +
          `${formatInstant(new Date(fromMs).toISOString(), timeZone)} to ${formatInstant(new Date(toMs).toISOString(), timeZone)}. ` +
          stepWords(found),
      ),
    );
    const mime = format === 'csv' ? 'text/csv' : 'application/json';
    if (Buffer.byteLength(text) <= inlineBytesMax) return { ...words, file: { name, mime, text } };
    return { ...words, media: { kind: 'document', name, ...(await files.keep(name, text)) } };
  };
}

function rowsOf(found: Series[], isSeveral: boolean): Row[] {
  const count = found.reduce((sum, { atMs }) => sum + atMs.length, 0);
  if (count === 0)
    throw new Refusal('not_found', 'There are no samples of that in this time.', {
      hint: 'See /hosts for what there is; samples are kept for 30 days.',
    });
  if (count > rowsMax)
    throw new Refusal('payload_too_large', `That would be ${formatCount(count)} rows of ${formatCount(rowsMax)}.`, {
      hint: 'Ask for less time, fewer metrics or fewer machines at once.',
    });
  const rows = found.flatMap(({ host, metric, atMs, mean }) =>
    Array.from(atMs, (ms, index) => ({
      ms,
      // As it was measured: what is kept has seven digits.
      row: { metric: isSeveral ? `${metric}@${host}` : metric, value: Number(mean[index]!.toPrecision(7)) },
    })),
  );
  if (found.length > 1) rows.sort((one, other) => one.ms - other.ms);
  return rows.map(({ ms, row }) => ({ timestamp_utc: new Date(ms).toISOString(), ...row }));
}

function csvOf(rows: Row[]): string {
  const lines = rows.map(({ timestamp_utc, metric, value }) => `${timestamp_utc},${quoted(metric)},${value}`);
  return `timestamp_utc,metric,value\n${lines.join('\n')}\n`;
}

/** A name of a mount may hold what separates columns (RFC 4180), or what a table would take for a formula. */
function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonOf(rows: Row[]): string {
  return `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]\n`;
}

function stepWords(found: Series[]): string {
  const isMinutes = found.some(({ atMs, stepMs }) => atMs.length > 0 && stepMs >= 60_000);
  return isMinutes ? 'Each value is the mean of its minute.' : 'Each value is a sample as it was taken.';
}
