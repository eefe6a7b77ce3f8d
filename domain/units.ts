import type { Instant } from './message.ts';

/**
 * Numbers as people read them on a phone, and back. Pure and total: what is no number, or not known, is
 * written `unknown`, never as a zero.
 */

const unknown = 'unknown';
const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/** Bytes in binary units with at most three digits that count: `0 B`, `1.5 KiB`, `23.5 GiB`, `512 MiB`. */
export function formatBytes(bytes: number | undefined): string {
  if (!isKnown(bytes)) return unknown;
  let value = Math.abs(bytes);
  let unit = 0;
  // 1023.6 KiB would be written 1024 KiB: the unit changes where the rounded number would reach 1024.
  while (Number(threeDigits(value)) >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${bytes < 0 ? '-' : ''}${threeDigits(value)} ${byteUnits[unit]}`;
}

/** Bytes a second: `1.2 MiB/s`. */
export function formatRate(bytesPerSecond: number | undefined): string {
  return isKnown(bytesPerSecond) ? `${formatBytes(Math.round(bytesPerSecond))}/s` : unknown;
}

/**
 * A share of 100: `0 %`, `3.4 %`, `12 %`. Rounding never says nothing of something (`<0.1 %`) nor all of
 * what is not all (`>99 %`).
 */
export function formatPercent(percent: number | undefined): string {
  if (!isKnown(percent)) return unknown;
  if (percent > 0 && percent < 0.05) return '<0.1 %';
  if (percent > 99 && percent < 100 && Math.round(percent) === 100) return '>99 %';
  return `${Math.abs(percent) < 9.95 ? trimmed(percent.toFixed(1)) : percent.toFixed(0)} %`;
}

const durationUnits = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** A span of time in its two largest units, rounded down: `350 ms`, `42 s`, `12 m 5 s`, `3 d 4 h`. */
export function formatDuration(ms: number | undefined): string {
  if (!isKnown(ms)) return unknown;
  const whole = Math.floor(Math.abs(ms));
  const largest = durationUnits.findIndex(([, size]) => whole >= size);
  if (largest === -1) return '0 ms';
  const [name, size] = durationUnits[largest]!;
  const [nextName, nextSize] = durationUnits[largest + 1] ?? ['', 1];
  const rest = name === 's' || name === 'ms' ? 0 : Math.floor((whole % size) / nextSize);
  return `${ms < 0 ? '-' : ''}${Math.floor(whole / size)} ${name}${rest > 0 ? ` ${rest} ${nextName}` : ''}`;
}

/** A whole number with its thousands set apart: `12,345`. */
export function formatCount(count: number | undefined): string {
  return isKnown(count) ? Math.round(count).toLocaleString('en-US') : unknown;
}

/** A whole number with what is counted: `1 order`, `0 orders`, `12 entries` where the plural is given. */
export function formatQuantity(count: number | undefined, one: string, several = `${one}s`): string {
  return `${formatCount(count)} ${isKnown(count) && Math.round(count) === 1 ? one : several}`;
}

/** A load average, as `uptime` writes it: `0.40`. */
export function formatLoad(load: number | undefined): string {
  return isKnown(load) ? load.toFixed(2) : unknown;
}

/** Degrees Celsius, whole: `54 °C`. */
export function formatCelsius(celsius: number | undefined): string {
  return isKnown(celsius) ? `${Math.round(celsius) || 0} °C` : unknown;
}

/** An instant as a wall clock in a time zone (IANA name) shows it: `2026-11-21 15:59 GMT+1`; UTC when there is no such zone. */
export function formatInstant(at: Instant, timeZone: string): string {
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return unknown;
  const parts = new Map(
    wallClock(timeZone)
      .formatToParts(moment)
      .map(part => [part.type, part.value]),
  );
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  return `${date} ${parts.get('hour')}:${parts.get('minute')} ${parts.get('timeZoneName')}`;
}

/** Bytes from `512`, `512 B`, `1.5 GiB`, `20M` or `20 MB` (all taken as powers of 1024); undefined for other text. */
export function parseBytes(text: string): number | undefined {
  const [, value, prefix = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?\s*$/i.exec(text) ?? [];
  return value === undefined
    ? undefined
    : Math.round(Number(value) * 1024 ** ' kmgtp'.indexOf(prefix.toLowerCase() || ' '));
}

/** Milliseconds from `350ms`, `30s`, `15 m`, `1h30m` or `3 d 4 h`; undefined for other text. */
export function parseDuration(text: string): number | undefined {
  if (!/^\s*(?:\d+(?:\.\d+)?\s*(?:d|h|ms|m|s)\s*)+$/i.test(text)) return undefined;
  const sizes = new Map<string, number>(durationUnits);
  const parts = text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*(d|h|ms|m|s)/g);
  const total = parts.reduce((sum, [, value, unit]) => sum + Number(value) * sizes.get(unit!)!, 0);
  return Math.round(total);
}

/** Making one takes a fifth of a millisecond: those of the zones in use are kept. */
const wallClocks = new Map<string, Intl.DateTimeFormat>();
const wallClocksMax = 50;

function wallClock(timeZone: string): Intl.DateTimeFormat {
  const known = wallClocks.get(timeZone);
  if (known !== undefined) return known;
  if (wallClocks.size >= wallClocksMax) wallClocks.clear();
  const made = makeWallClock(timeZone);
  wallClocks.set(timeZone, made);
  return made;
}

function makeWallClock(timeZone: string): Intl.DateTimeFormat {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const make = (zone: string) =>
    new Intl.DateTimeFormat('en-GB', { ...fields, hourCycle: 'h23', timeZoneName: 'short', timeZone: zone });
  try {
    return make(timeZone);
  } catch (cause) {
    if (cause instanceof RangeError) return make('UTC');
    throw cause;
  }
}

function isKnown(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

function threeDigits(value: number): string {
  return trimmed(value < 9.995 ? value.toFixed(2) : value < 99.95 ? value.toFixed(1) : value.toFixed(0));
}

function trimmed(fixed: string): string {
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}
