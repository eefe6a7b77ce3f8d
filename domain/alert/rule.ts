import { inZone, offsetMs } from '../sample/ranges.ts';
import type { Severity, Withheld } from './events.ts';

/** When a value is an alert, and when people may be told. */

/** Hours of the day between which nobody is woken for less than a critical alert; may span midnight. */
export interface QuietHours {
  /** Minutes since midnight, 0 to 1439. */
  fromMinute: number;
  toMinute: number;
}

export interface AlertRule {
  metric: string;
  /** Raised over it. */
  threshold: number;
  /** Cleared at `threshold - hysteresis`. */
  hysteresis: number;
  /** How long without a break it must be over the threshold. */
  forMs: number;
  /** Time between reminders. */
  cooldownMs: number;
  severity: Severity;
  quiet?: QuietHours;
  /** Samples further apart are not taken for one run: what was not seen was not over. */
  gapMs: number;
}

/** The numbers that the decisions of an alert need. */
export interface AlertSettings {
  flap: {
    /** Raised so often within the window, it flaps. */
    raisesMax: number;
    withinMs: number;
    /** Without a change for so long, it does not flap any more. */
    calmMs: number;
  };
}

/** Stands for every machine, or every metric, in a mute. */
export const everything = 'all';

/** The streams whose mutes count for an alert. */
export function mutingStreams(host: string, metric: string): `alert-${string}`[] {
  return [
    alertStream(host, metric),
    alertStream(host, everything),
    alertStream(everything, metric),
    alertStream(everything, everything),
  ];
}

export function alertStream(host: string, metric: string): `alert-${string}` {
  return `alert-${host}-${metric}`;
}

/** Why nobody may be told at an instant: a mute that is not over, or quiet hours, which spare critical alerts. */
export function withholding(
  atMs: number,
  mutes: readonly (string | undefined)[],
  { quiet, severity }: Pick<AlertRule, 'quiet' | 'severity'>,
  timeZone: string,
): Withheld | undefined {
  if (mutes.some(until => until !== undefined && atMs < Date.parse(until))) return 'muted';
  if (quiet === undefined || severity === 'critical') return undefined;
  return isWithin(quiet, minuteOfDay(atMs, timeZone)) ? 'quiet' : undefined;
}

function isWithin({ fromMinute, toMinute }: QuietHours, minute: number): boolean {
  return fromMinute <= toMinute ? minute >= fromMinute && minute < toMinute : minute >= fromMinute || minute < toMinute;
}

function minuteOfDay(atMs: number, timeZone: string): number {
  return Math.floor((atMs + offsetMs(atMs, timeZone)) / 60_000) % 1440;
}

/** The first instant after `afterMs` at which the clocks of a zone show that minute of a day (of that weekday, 0 Sunday). */
export function nextAt(afterMs: number, minute: number, timeZone: string, weekday?: number): number {
  const dayMs = 86_400_000;
  const wallMs = afterMs + offsetMs(afterMs, timeZone);
  const midnight = Math.floor(wallMs / dayMs) * dayMs;
  for (let days = 0; ; days++) {
    const day = midnight + days * dayMs;
    const atMs = inZone(day + minute * 60_000, timeZone);
    const isDay = weekday === undefined || new Date(day).getUTCDay() === weekday;
    if (isDay && atMs > afterMs) return atMs;
  }
}
