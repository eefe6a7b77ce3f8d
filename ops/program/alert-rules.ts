import type { ReportTimes } from '../../actors/alerting/reports.ts';
import type { AlertSettings, QuietHours } from '../../domain/alert/rule.ts';
import { type AlertRules, alertRules } from '../../domain/alert/rules.ts';
import type { Config } from '../config.ts';

/** The rules of alerts as they are configured, as the domain names them. */
export function alertRulesOf({ alerts, samples, agent }: Config): AlertRules {
  const { forMs, cooldownMs } = alerts;
  // Three samples may be missing before a run is taken for broken.
  const gapMs = Math.max(60_000, 3 * agent.everyMs);
  const quiet = hoursOf(alerts.quiet);
  return alertRules(
    { forMs, cooldownMs, gapMs, silentAfterMs: samples.silentAfterMs, ...(quiet && { quiet }) },
    alerts.rules.map(({ off, quiet: hours, ...change }) => ({
      ...change,
      off: off === 'yes',
      quiet: hours === 'none' ? 'none' : hoursOf(hours),
    })),
  );
}

export function alertSettingsOf({ alerts }: Pick<Config, 'alerts'>): AlertSettings {
  return { flap: alerts.flap };
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

export function reportTimesOf({ alerts }: Pick<Config, 'alerts'>): ReportTimes {
  const { dailyAt, weeklyAt, weeklyOn } = alerts;
  return { dailyMinute: minuteOf(dailyAt), weeklyMinute: minuteOf(weeklyAt), weekday: weekdays.indexOf(weeklyOn) };
}

/** Minutes since midnight of `HH:MM`; undefined for `none`. */
function minuteOf(clock: string): number | undefined {
  const [hour, minute] = clock.split(':').map(Number);
  return minute === undefined ? undefined : hour! * 60 + minute;
}

function hoursOf(hours: string | undefined): QuietHours | undefined {
  const [from, to] = hours?.split('-').map(minuteOf) ?? [];
  return from === undefined || to === undefined ? undefined : { fromMinute: from, toMinute: to };
}
