import { type Condition, meets, type RecentQuery } from '../../../domain/sample/filters.ts';
import type { Samples, Series } from '../sample-ports.ts';
import { hostsMeant } from './known-hosts.ts';

/** The conditions under which a machine's values stand out when nobody says any: those of its alert rules. */
export type Thresholds = (host: string) => Condition[];

/** Neighbouring minutes of one machine in which something stood out. */
export interface Finding {
  host: string;
  fromMs: number;
  /** The end of the last minute. */
  toMs: number;
  /** The furthest value of each metric. */
  peaks: { metric: string; value: number }[];
  /** At most two minutes; five minutes or more; what lies between. */
  kind: 'spike' | 'sustained' | 'raised';
}

const minuteMs = 60_000;

/** All findings, newest first. @throws {Refusal} `not_found` for a machine that is not known. */
export async function standOut(
  samples: Samples,
  { conditions, range }: Pick<RecentQuery, 'conditions' | 'range'>,
  hosts: string[],
  thresholds: Thresholds,
): Promise<Finding[]> {
  const meant = hosts.length > 0 ? await hostsMeant(samples, hosts, '') : await samples.hosts();
  const findings: Finding[] = [];
  for (const { host } of meant) {
    const alternatives = conditions.length > 0 ? [conditions] : thresholds(host).map(one => [one]);
    for (const all of alternatives) findings.push(...(await stretches(samples, host, all, range)));
  }
  return findings.sort((one, other) => other.fromMs - one.fromMs || one.host.localeCompare(other.host));
}

async function stretches(
  samples: Samples,
  host: string,
  conditions: Condition[],
  range: RecentQuery['range'],
): Promise<Finding[]> {
  // So few points that they are minutes, so many that no two are joined.
  const pointsMax = Math.ceil((range.toMs - range.fromMs) / minuteMs) + 1;
  const columns: Map<number, number>[] = [];
  for (const condition of conditions) {
    const series = await samples.series({ host, metric: condition.metric, ...range, pointsMax });
    columns.push(minutesThatMeet(series, condition));
  }
  const [first, ...others] = columns;
  const minutes = [...(first ?? new Map<number, number>()).keys()].filter(ms => others.every(one => one.has(ms)));
  return joined(minutes).map(([fromMs, lastMs]) => {
    const peaks = conditions.map((condition, index) => ({
      metric: condition.metric,
      value: furthest(condition, columns[index]!, fromMs, lastMs),
    }));
    const toMs = lastMs + minuteMs;
    const lastedMs = toMs - fromMs;
    const kind = lastedMs <= 2 * minuteMs ? 'spike' : lastedMs >= 5 * minuteMs ? 'sustained' : 'raised';
    return { host, fromMs, toMs, peaks, kind };
  });
}

const isBelow = ({ operator }: Condition) => operator === '<' || operator === '<=';

/** The minutes in which some value met the condition, with the furthest value of each. */
function minutesThatMeet({ atMs, min, max }: Series, condition: Condition): Map<number, number> {
  const found = new Map<number, number>();
  for (const [index, ms] of atMs.entries()) {
    const value = isBelow(condition) ? min[index]! : max[index]!;
    const rounded = Number(value.toPrecision(7));
    if (meets(condition, rounded)) found.set(ms - (ms % minuteMs), rounded);
  }
  return found;
}

/** Runs of minutes that follow one another. */
function joined(minutes: number[]): [fromMs: number, lastMs: number][] {
  const runs: [number, number][] = [];
  for (const ms of minutes.sort((one, other) => one - other)) {
    const last = runs.at(-1);
    if (last !== undefined && ms - last[1] <= minuteMs) last[1] = ms;
    else runs.push([ms, ms]);
  }
  return runs;
}

function furthest(condition: Condition, values: Map<number, number>, fromMs: number, lastMs: number): number {
  const held = [...values].filter(([ms]) => ms >= fromMs && ms <= lastMs).map(([, value]) => value);
  return isBelow(condition) ? Math.min(...held) : Math.max(...held);
}
