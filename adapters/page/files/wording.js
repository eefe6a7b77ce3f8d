/** Times as this device's clock has them; the exact one in UTC on hovering. */
import { element } from './dom.js';

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function when(at) {
  if (at === null || at === undefined) return '–';
  const date = new Date(at);
  const isToday = day.format(date) === day.format(new Date());
  return element('time', {
    datetime: at,
    title: at,
    text: `${isToday ? '' : `${day.format(date)} `}${clock.format(date)}`,
  });
}

/** Without a day. */
export function seconds(at) {
  return element('time', { datetime: at, title: at, text: clock.format(new Date(at)) });
}

/** With milliseconds. */
export function exactly(at) {
  const date = new Date(at);
  const text = `${clock.format(date)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  return element('time', { datetime: at, title: at, text });
}

export function took(ms) {
  if (ms === null || ms === undefined) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 90_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  if (ms < 5_400_000) return `${Math.round(ms / 60_000)} min`;
  return ms < 172_800_000 ? `${(ms / 3_600_000).toFixed(1)} h` : `${Math.round(ms / 86_400_000)} d`;
}

export function percent(share, digits = 1) {
  return share === null || share === undefined ? '–' : `${(share * 100).toFixed(digits).replace(/\.0+$/, '')} %`;
}

/** What is left of a budget. */
export function left(share) {
  return share <= 0 ? 'used up' : percent(share, 0);
}

/** For `datetime-local`, which knows no zone. */
export function localInput(date) {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export const slis = {
  availability: 'Availability',
  commands: 'Commands',
  graphs: 'Charts',
  updateSafety: 'Updates: safe',
  updateCompletion: 'Updates: done',
  heavyJobs: 'Heavy jobs: platform',
  heavyJobsWhole: 'Heavy jobs: whole',
};
