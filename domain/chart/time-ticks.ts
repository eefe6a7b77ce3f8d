/** Where the marks of a time axis stand, and what they say, by the wall clock of a zone. */
export interface TimeTick {
  at: number;
  /** `14:30`; `21 Nov` at midnight and where a step is a day or more. */
  label: string;
  /** A new day begins here. */
  isDay: boolean;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const stepsMs = [
  ...[1, 5, 10, 15, 30].map(seconds => seconds * 1000),
  ...[1, 2, 5, 10, 15, 30].map(minutes => minutes * minute),
  ...[1, 2, 3, 6, 12].map(hours => hours * hour),
  ...[1, 2, 7, 14, 28, 91, 182, 364].map(days => days * day),
];

/**
 * At most `max` (≥ 2) marks from `from` to `to`, at round times of the zone's wall clock. Where clocks are set back, an
 * hour that comes twice is marked once; UTC when there is no such zone.
 */
export function timeTicks(from: number, to: number, timeZone: string, max: number): TimeTick[] {
  const clock = wallClock(timeZone);
  const step = stepsMs.find(candidate => (to - from) / candidate <= max - 1) ?? (to - from) / Math.max(1, max - 1);
  // Weeks begin on Monday; 1970 began on a Thursday.
  const phase = step % (7 * day) === 0 ? -3 * day : 0;
  const ticks: TimeTick[] = [];
  let wall = Math.ceil((from + clock.offset(from) - phase) / step) * step + phase;
  for (let count = 0; count <= max; count++, wall += step) {
    const at = instantOf(wall, clock);
    if (at > to) break;
    if (at < from || at <= (ticks.at(-1)?.at ?? Number.NEGATIVE_INFINITY)) continue;
    ticks.push(tickAt(at, step, clock));
  }
  return ticks;
}

/** `21 Nov 2026 14:00–20:00 GMT+1`, and both days where there are two. */
export function rangeText(from: number, to: number, timeZone: string): string {
  const clock = wallClock(timeZone);
  const [start, end] = [clock.read(from), clock.read(to)];
  if (start.date === end.date) return `${start.date} ${start.year} ${start.time}–${end.time} ${end.zone}`;
  const firstYear = start.year === end.year ? '' : ` ${start.year}`;
  return `${start.date}${firstYear} ${start.time} – ${end.date} ${end.year} ${end.time} ${end.zone}`;
}

/** `14:05`, with the day when the range has several. */
export function momentText(at: number, from: number, to: number, timeZone: string): string {
  const clock = wallClock(timeZone);
  const { date, time } = clock.read(at);
  return clock.read(from).date === clock.read(to).date ? time : `${date} ${time}`;
}

function tickAt(at: number, step: number, clock: WallClock): TimeTick {
  const { date, time, seconds, midnight } = clock.read(at);
  const isDay = midnight || step >= day;
  return { at, isDay, label: isDay ? date : step < minute ? seconds : time };
}

/** The instant at which the wall clock shows `wall`; the one before it is set back. */
function instantOf(wall: number, clock: WallClock): number {
  const guess = wall - clock.offset(wall);
  return wall - clock.offset(guess);
}

interface WallClock {
  /** Milliseconds that the zone's clock is ahead of UTC. */
  offset(at: number): number;
  read(at: number): { date: string; year: string; time: string; seconds: string; zone: string; midnight: boolean };
}

const clocks = new Map<string, WallClock>();

function wallClock(timeZone: string): WallClock {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  // Names come from people: there are some 600 zones, and no end of others.
  if (clocks.size >= 700) clocks.clear();
  const made = makeClock(timeZone);
  clocks.set(timeZone, made);
  return made;
}

function makeClock(timeZone: string): WallClock {
  const format = formatOf(timeZone);
  const read = (at: number) => new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    offset(at) {
      const parts = read(at);
      const number = (name: Intl.DateTimeFormatPartTypes) => Number(parts.get(name));
      const month = months.indexOf(parts.get('month') ?? '');
      const wall = Date.UTC(number('year'), month, number('day'), number('hour'), number('minute'), number('second'));
      return wall - Math.floor(at / 1000) * 1000;
    },
    read(at) {
      const parts = read(at);
      const time = `${parts.get('hour')}:${parts.get('minute')}`;
      const seconds = `${time}:${parts.get('second')}`;
      return {
        date: `${parts.get('day')} ${parts.get('month')}`,
        year: parts.get('year') ?? '',
        time,
        seconds,
        zone: parts.get('timeZoneName') ?? '',
        midnight: seconds === '00:00:00',
      };
    },
  };
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const fields = {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, timeZone });
  } catch (cause) {
    if (cause instanceof RangeError) return new Intl.DateTimeFormat('en-US', { ...fields, timeZone: 'UTC' });
    throw cause;
  }
}
