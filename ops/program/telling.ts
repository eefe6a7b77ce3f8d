import { clockTime } from '../../actors/answers/times.ts';
import type { Telling } from '../../domain/job/card-parts.ts';
import type { Instant } from '../../domain/message.ts';
import type { Config } from '../config.ts';

/** How jobs are told to people: names as the configuration has them, times of their zone, with the day when it is another. */
export function telling({ access }: Pick<Config, 'access'>, where: string | (() => string)) {
  const names = new Map(access.users.map(({ id, name }) => [`tg:${id}`, name]));
  return (timeZone: string, now: Instant): Telling => ({
    now,
    time: at => clockTime(at, timeZone, at.slice(0, 10) !== now.slice(0, 10)),
    who: id => (names.has(id) ? `${names.get(id)} (${id})` : id),
    where: typeof where === 'string' ? where : where(),
  });
}
