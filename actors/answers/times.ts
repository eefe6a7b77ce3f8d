import type { Instant } from '../../domain/message.ts';

/** `14:03:09.120` in a zone; with the day when `withDay` is asked for. Total: an unknown zone shows UTC. */
export function clockTime(at: Instant, timeZone: string, withDay = false): string {
  const options: Intl.DateTimeFormatOptions = {
    ...(withDay ? { year: 'numeric', month: '2-digit', day: '2-digit' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  };
  return formatterFor(timeZone, options).format(new Date(at)).replace(', ', ' ');
}

function formatterFor(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('sv-SE', { ...options, timeZone });
  } catch {
    return new Intl.DateTimeFormat('sv-SE', { ...options, timeZone: 'UTC' });
  }
}
