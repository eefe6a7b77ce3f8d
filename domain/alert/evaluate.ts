import type { AlertCommand } from './commands.ts';
import { decide } from './decide.ts';
import { type AlertRule, type AlertSettings, withholding } from './rule.ts';
import { type Alert, note } from './state.ts';

/**
 * The watch over one alert: what its samples, its rule and the mutes call for. Pure: the same samples, rules and commands
 * give the same orders, wherever and however often they are gone through.
 */

/** What is known of the latest samples and is not worth an event: after a restart it is made of kept samples again. */
export interface Track {
  /** When the present unbroken run over the threshold began. */
  overSinceMs?: number;
  /** Of the latest sample. */
  lastMs?: number;
}

/** One look: a value of the metric, or only the time (a tick). */
export interface Look {
  atMs: number;
  value?: number | undefined;
  part?: string | undefined;
  processes?: { name: string; cpuPercent: number }[];
  /** Arrived so late that nothing is decided on it: it counts for the run alone. */
  isLate?: boolean;
}

export interface Surroundings {
  settings: AlertSettings;
  timeZone: string;
  /** The ends of the mutes that count here besides the alert's own: of its machine, its metric, of everything. */
  mutes: readonly (string | undefined)[];
}

/**
 * The orders that a look calls for, in this order: a mute that is over ends; what is calm is said to be; what is low enough is
 * cleared; what was withheld is caught up; what is too high for long enough is raised; what is raised is reminded of.
 */
export function evaluate(
  rule: AlertRule,
  host: string,
  track: Track,
  alert: Alert,
  look: Look,
  surroundings: Surroundings,
): { track: Track; orders: AlertCommand[] } {
  const { settings, timeZone, mutes } = surroundings;
  const { atMs, value } = look;
  const next = value === undefined ? track : tracked(rule, track, atMs, value);
  if (look.isLate) return { track: next, orders: [] };
  const seenAt = new Date(atMs).toISOString();
  const orders: AlertCommand[] = [];
  let now = alert;
  const order = (wanted: AlertCommand) => {
    const facts = decide({ ...wanted, ...nobody, at: seenAt }, now, settings);
    if (facts.length === 0) return;
    now = facts.reduce((before, fact) => note(before, { ...fact, meta }), now);
    orders.push(wanted);
  };

  order({ type: 'EndMute', seenAt });
  const withheld = withholding(atMs, [now.mute?.until, ...mutes], rule, timeZone);
  const hush = withheld === undefined ? {} : { withheld };
  order({ type: 'Calm', seenAt, ...hush });
  const sight = { ...(look.part === undefined ? {} : { part: look.part.slice(0, 200) }), seenAt };
  const level = rule.threshold - rule.hysteresis;
  if (value !== undefined && value <= level) order({ type: 'Clear', value, level, ...sight, ...hush });
  if (withheld === undefined) order({ type: 'CatchUp', ...(value === undefined ? {} : { value }), ...sight });
  if (value !== undefined && isDue(rule, next, atMs)) {
    const { metric, severity, threshold } = rule;
    const since = new Date(next.overSinceMs!).toISOString();
    const processes = look.processes ?? [];
    order({ type: 'Raise', host, metric, severity, threshold, value, since, processes, ...sight, ...hush });
  }
  if (value !== undefined && withheld === undefined && isReminderDue(rule, now, atMs))
    order({ type: 'Remind', value, ...sight });
  return { track: next, orders };
}

/** The run over the threshold, after one more sample. */
function tracked({ threshold, gapMs }: AlertRule, { overSinceMs, lastMs }: Track, atMs: number, value: number): Track {
  if (!(value > threshold)) return { lastMs: atMs };
  const goesOn = overSinceMs !== undefined && lastMs !== undefined && atMs - lastMs <= gapMs;
  return { overSinceMs: goesOn ? overSinceMs : atMs, lastMs: atMs };
}

function isDue({ forMs }: AlertRule, { overSinceMs }: Track, atMs: number): boolean {
  return overSinceMs !== undefined && atMs - overSinceMs >= forMs;
}

function isReminderDue({ cooldownMs }: AlertRule, { firing }: Alert, atMs: number): boolean {
  return firing !== undefined && atMs - Date.parse(firing.toldAt ?? firing.raisedAt) >= cooldownMs;
}

/** Decisions of the watch hang on no person and no chain. */
const nobody = { id: '', correlationId: '', by: { id: 'system:watch', role: 'system' as const } };
const meta = { id: '', correlationId: '', causationId: '' };
