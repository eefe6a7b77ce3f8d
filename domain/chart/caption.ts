import { formatBytes, formatCelsius, formatDuration, formatLoad, formatPercent, formatRate } from '../units.ts';
import { withGaps, within } from './downsample.ts';
import { type SeriesFacts, seriesFacts, thresholdOf } from './series-facts.ts';
import type { ChartSeries, ChartSpec, ChartUnit } from './spec.ts';
import { momentText, rangeText } from './time-ticks.ts';

/** Telegram takes 1,024 UTF-16 units under a picture; some are left for what a message adds. */
export const captionMax = 900;

/** A value as people read it. */
export function formatValue(value: number, unit: ChartUnit): string {
  switch (unit) {
    case 'percent':
      return formatPercent(value);
    case 'bytes':
      return formatBytes(Math.round(value));
    case 'bytes_per_second':
      return formatRate(value);
    case 'celsius':
      return formatCelsius(value);
    case 'load':
      return formatLoad(value);
    case 'milliseconds':
      return formatDuration(value);
    case 'seconds':
      return formatDuration(value * 1000);
    case 'count':
      return value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
  }
}

/**
 * What stands under a picture: a line for the range, then one for each series with its minimum, average and maximum,
 * spikes and stretches over the threshold. At most {@link captionMax} UTF-16 units: what does not fit is counted.
 */
export function captionOf(spec: ChartSpec): string[] {
  const lines = [rangeText(spec.from, spec.to, spec.timeZone)];
  let length = lines[0]!.length;
  for (const [index, series] of spec.series.entries()) {
    const line = seriesLine(spec, series);
    // Leaves room for the line that counts the rest.
    if (length + 1 + line.length > captionMax - 20) return [...lines, `… and ${spec.series.length - index} more`];
    lines.push(line);
    length += 1 + line.length;
  }
  return lines;
}

function seriesLine(spec: ChartSpec, series: ChartSeries): string {
  const facts = seriesFacts(
    withGaps(within(series.points, spec.from, spec.to), series.stepMs),
    thresholdOf(spec, series),
  );
  if (facts === undefined) return `${series.name}: no data`;
  const say = (value: number) => formatValue(value, series.unit);
  const moment = (at: number) => momentText(at, spec.from, spec.to, spec.timeZone);
  const numbers = `min ${say(facts.min)}, avg ${say(facts.avg)}, max ${say(facts.max)} at ${moment(facts.maxAt)}`;
  return [`${series.name}: ${numbers}`, ...labels(facts, say, moment)].join('; ');
}

function labels(
  { spikes, sustained }: SeriesFacts,
  say: (value: number) => string,
  moment: (at: number) => string,
): string[] {
  const said: string[] = [];
  const highest = spikes.toSorted((one, other) => other.value - one.value)[0];
  if (highest !== undefined) {
    const count = spikes.length === 1 ? 'spike' : `${spikes.length} spikes, highest`;
    said.push(`${count} ${say(highest.value)} at ${moment(highest.at)}`);
  }
  const longest = sustained.toSorted((one, other) => other.to - other.from - (one.to - one.from))[0];
  if (longest !== undefined) {
    const count = sustained.length === 1 ? 'sustained' : `sustained ${sustained.length} times, longest`;
    said.push(`${count} ${formatDuration(longest.to - longest.from)} from ${moment(longest.from)}`);
  }
  return said;
}
