import type { Instant } from './message.ts';

/** Arithmetic on instants. Pure: no clock is read here. */

export function msBetween(earlier: Instant, later: Instant): number {
  return Date.parse(later) - Date.parse(earlier);
}

export function plusMs(at: Instant, ms: number): Instant {
  return new Date(Date.parse(at) + ms).toISOString();
}
