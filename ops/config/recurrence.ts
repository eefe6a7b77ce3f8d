import { Cron } from 'croner';
import type { Instant } from '../../domain/message.ts';

/**
 * A time that comes again: five fields (minute, hour, day, month, weekday) or a name such as `@daily`, in a time zone.
 * Where clocks are set forward it comes once, a little later; where they are set back, once.
 */
export interface Recurrence {
  /** The first instant after the given one; none when there is none within the next years. */
  next(after: Instant): Instant | undefined;
}

/** @throws {Error} for what is no pattern, or is never. */
export function recurrence(pattern: string, timeZone: string): Recurrence {
  const cron = new Cron(pattern, { timezone: timeZone, mode: '5-part', paused: true });
  const next = (after: Instant) => cron.nextRun(new Date(after))?.toISOString();
  if (next('2026-01-01T00:00:00.000Z') === undefined) throw new Error(`${pattern} never comes`);
  return { next };
}

/** Whether it can be read and comes at all. */
export function isRecurrence(pattern: string): boolean {
  try {
    recurrence(pattern, 'UTC');
    return true;
  } catch {
    return false; // The parser's way of saying that it is none.
  }
}
