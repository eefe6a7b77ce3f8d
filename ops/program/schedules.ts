import type { Schedule } from '../../actors/schedules/keep-schedules.ts';
import { recurrence } from '../config/recurrence.ts';
import { scheduledJob } from '../config/work-agreement.ts';
import type { Config } from '../config.ts';
import { jobLimitsOf } from './settings.ts';

/** The schedules of the configuration, in its time zone. */
export function schedulesOf(config: Config): Schedule[] {
  return config.schedules.map(said => ({
    name: said.name,
    next: recurrence(said.at, config.timeZone).next,
    job: () => scheduledJob(said, config, jobClass => jobLimitsOf(config, jobClass)),
  }));
}
