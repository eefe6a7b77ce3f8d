import { Refusal } from '../refusal.ts';
import { parseDuration } from '../units.ts';

/** From `6h` and `2026-11-20..2026-11-21` to two instants. Total: any other text is a `Refusal` with what is meant. */

/** From inclusive, to exclusive; epoch milliseconds. */
export interface Range {
  fromMs: number;
  toMs: number;
}

/** What is kept: nothing older can be asked for. */
const keptMs = 30 * 86_400_000;
const shortestMs = 60_000;
const hint = 'Say how far back, like 30m, 6h or 7d (at most 30d), or two days, like 2026-11-20..2026-11-21.';

/** Whether a word looks like a range, right or wrong: it begins with a digit or holds `..`. */
export function looksLikeRange(word: string): boolean {
  return /^\d/.test(word) || word.includes('..');
}

/**
 * `30m`, `6h`, `7d` back from now; or `from..to`, each a day or a minute (`2026-11-20`, `2026-11-20T14:30`) on the clocks
 * of `timeZone` (IANA), either left out. A day as the end is included whole.
 * @throws {Refusal} `invalid_request` for other text, for a range of no length, under a minute, or over 30 days.
 */
export function parseRange(text: string, nowMs: number, timeZone: string): Range {
  const word = text.trim();
  if (!word.includes('..')) return back(word, nowMs);
  const [from = '', to = '', ...more] = word.split('..');
  if (more.length > 0 || (from === '' && to === '')) throw unreadable(word);
  const toMs = to === '' ? nowMs : Math.min(nowMs, endOf(to, word, timeZone));
  const fromMs = from === '' ? toMs - 86_400_000 : startOf(from, word, timeZone);
  return checked({ fromMs, toMs }, word);
}

function back(word: string, nowMs: number): Range {
  const ms = /^\d/.test(word) ? parseDuration(word) : undefined;
  if (ms === undefined || !Number.isFinite(ms)) throw unreadable(word);
  return checked({ fromMs: nowMs - ms, toMs: nowMs }, word);
}

function checked(range: Range, word: string): Range {
  const ms = range.toMs - range.fromMs;
  const said = `“${word.slice(0, 60)}”`;
  if (ms <= 0) throw new Refusal('invalid_request', `${said} ends before it begins, or has not come yet.`, { hint });
  if (ms < shortestMs) throw new Refusal('invalid_request', `${said} is less than a minute.`, { hint });
  // A day of 25 hours may stand at either end.
  if (ms > keptMs + 2 * 3_600_000)
    throw new Refusal('invalid_request', `${said} is more than the 30 days that are kept.`, { hint });
  return range;
}

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}))?$/;

function startOf(text: string, word: string, timeZone: string): number {
  const [ms] = wallClock(text, word, timeZone);
  return ms;
}

function endOf(text: string, word: string, timeZone: string): number {
  const [ms, isDay, nextDay] = wallClock(text, word, timeZone);
  return isDay ? nextDay : ms;
}

/** The instant, whether it was a day, and the beginning of the next day. */
function wallClock(text: string, word: string, timeZone: string): [ms: number, isDay: boolean, nextDay: number] {
  const [matched, year, month, day, hour, minute] = dayPattern.exec(text) ?? [];
  if (matched === undefined) throw unreadable(word);
  const utcMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour ?? 0), Number(minute ?? 0));
  const isReal = !Number.isNaN(utcMs) && new Date(utcMs).toISOString().startsWith(matched);
  if (!isReal) throw unreadable(word);
  const nextDay = Date.UTC(Number(year), Number(month) - 1, Number(day) + 1);
  return [inZone(utcMs, timeZone), hour === undefined, inZone(nextDay, timeZone)];
}

function unreadable(word: string): Refusal {
  return new Refusal('invalid_request', `“${word.slice(0, 60)}” is no time range that I know.`, { hint });
}

/**
 * The instant at which the clocks of a zone show what a UTC clock shows at `wallMs`. In the hour that a zone leaves out,
 * the instant after it; in the hour it has twice, the first.
 */
export function inZone(wallMs: number, timeZone: string): number {
  const candidates = [
    wallMs - offsetMs(wallMs - 86_400_000, timeZone),
    wallMs - offsetMs(wallMs + 86_400_000, timeZone),
  ];
  const exact = candidates.filter(ms => ms + offsetMs(ms, timeZone) === wallMs);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

/** How far a zone's clocks are ahead of UTC at an instant; 0 for a zone that is not known. */
export function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Map(
    formatter(timeZone)
      .formatToParts(new Date(atMs))
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day] = [parts.get('year')!, parts.get('month')! - 1, parts.get('day')!];
  const shown = Date.UTC(year, month, day, parts.get('hour')!, parts.get('minute')!, parts.get('second')!);
  return shown - Math.floor(atMs / 1000) * 1000;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
const formattersMax = 50;

function formatter(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  if (formatters.size >= formattersMax) formatters.clear();
  const made = makeFormatter(timeZone);
  formatters.set(timeZone, made);
  return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  const fields = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const time = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...fields, ...time, timeZone });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return new Intl.DateTimeFormat('en-GB', { ...fields, ...time, timeZone: 'UTC' });
  }
}
