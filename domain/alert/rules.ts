import { metrics, type Unit } from '../sample/metrics.ts';
import type { Severity } from './events.ts';
import type { AlertRule, QuietHours } from './rule.ts';

/** The rules that hold: those that come with the program, and over them what is configured. */

/** A change of the usual rules; what is left out stays as it was. The last one that fits a machine and metric counts. */
export interface RuleChange {
  metric: string;
  /** None: every machine. */
  hosts?: string[] | undefined;
  /** No rule at all. */
  off?: boolean | undefined;
  threshold?: number | undefined;
  hysteresis?: number | undefined;
  forMs?: number | undefined;
  cooldownMs?: number | undefined;
  severity?: Severity | undefined;
  quiet?: QuietHours | 'none' | undefined;
}

export interface AlertRules {
  /** None: nothing is watched there. */
  ruleFor(host: string, metric: string): AlertRule | undefined;
  /** Every metric that some machine may have a rule for. */
  metrics: readonly string[];
}

export interface UsualNumbers {
  forMs: number;
  cooldownMs: number;
  /** After how long a machine is silent. */
  silentAfterMs: number;
  quiet?: QuietHours | undefined;
  gapMs: number;
}

/** What is watched besides the metrics of samples: whether a machine is heard of, and when its fullest disk is full. */
const watched: Record<string, { label: string; unit: Unit }> = {
  silent: { label: 'Silent', unit: 's' },
  diskfull: { label: 'Disk filling up', unit: '%' },
};

/** What a metric is called, and in what it is measured. */
export function metricWords(metric: string): { label: string; unit: Unit } {
  const found = metrics.find(({ name }) => name === metric);
  return watched[metric] ?? found ?? { label: metric, unit: 'units' };
}

/** The rules under some configuration. */
export function alertRules(usual: UsualNumbers, changes: readonly RuleChange[]): AlertRules {
  const defaults = new Map(usualRules(usual).map(rule => [rule.metric, rule]));
  const known = new Map<string, AlertRule | undefined>();
  return {
    metrics: [...new Set([...defaults.keys(), ...changes.map(({ metric }) => metric)])],
    ruleFor(host, metric) {
      const key = `${host} ${metric}`;
      if (!known.has(key)) known.set(key, changed(defaults.get(metric), host, metric, usual, changes));
      return known.get(key);
    },
  };
}

function usualRules(usual: UsualNumbers): AlertRule[] {
  const { forMs, cooldownMs, quiet, gapMs, silentAfterMs } = usual;
  const common = { cooldownMs, gapMs, severity: 'warning' as const, ...(quiet && { quiet }) };
  const levels = metrics.flatMap(({ name, level }) => (level ? [{ metric: name, ...level, forMs, ...common }] : []));
  const silent = { threshold: silentAfterMs / 1000, hysteresis: 0, forMs: 0, severity: 'critical' as const };
  const diskfull = { threshold: 100, hysteresis: 5, forMs: 0, cooldownMs: Math.max(cooldownMs, 6 * 3_600_000) };
  return [...levels, { ...common, metric: 'silent', ...silent }, { ...common, metric: 'diskfull', ...diskfull }];
}

function changed(
  rule: AlertRule | undefined,
  host: string,
  metric: string,
  { forMs, cooldownMs, gapMs, quiet }: UsualNumbers,
  changes: readonly RuleChange[],
): AlertRule | undefined {
  const mine = changes.filter(one => one.metric === metric && (one.hosts === undefined || one.hosts.includes(host)));
  return mine.reduce<AlertRule | undefined>((before, change) => {
    if (change.off) return undefined;
    const from = before ?? {
      hysteresis: 0,
      forMs,
      cooldownMs,
      gapMs,
      severity: 'warning' as const,
      ...(quiet && { quiet }),
    };
    const { metric: _metric, hosts: _hosts, off: _off, quiet: hours, ...numbers } = change;
    const said = Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
    const { quiet: usualHours, ...rest } = { ...from, ...said, metric } as AlertRule;
    const now = hours ?? usualHours;
    // A metric that comes without a level has no rule until one is said.
    if (rest.threshold === undefined) return before;
    return now === undefined || now === 'none' ? rest : { ...rest, quiet: now };
  }, rule);
}
