import type { Instant } from '../message.ts';

/** Spans of time that end with the minute that runs, counted in whole minutes since 1970. */

export const minuteMs = 60_000;
/** Availability is looked at so often: every slot is good or bad. */
export const slotMs = 10_000;
export const slotsPerMinute = minuteMs / slotMs;

export const windowMinutes = {
  '5m': 5,
  '30m': 30,
  '1h': 60,
  '6h': 360,
  '3d': 3 * 1440,
  '7d': 7 * 1440,
  '14d': 14 * 1440,
  '30d': 30 * 1440,
} as const;
export type Window = keyof typeof windowMinutes;
export const windows = Object.keys(windowMinutes) as Window[];

export function minuteOf(at: Instant): number {
  return Math.floor(Date.parse(at) / minuteMs);
}

export function slotOf(at: Instant): number {
  return Math.floor(Date.parse(at) / slotMs);
}

/** The minutes of a span of so many that ends with the one that runs: `from` included, `to` not. */
export function minutesBack(now: Instant, minutes: number): { from: number; to: number } {
  const to = minuteOf(now) + 1;
  return { from: to - minutes, to };
}
