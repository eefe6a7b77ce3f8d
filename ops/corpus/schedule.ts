import type { ScheduleEvent } from '../../domain/schedule/events.ts';
import { at, later, type Samples } from './sample.ts';

export const scheduleSamples: Samples<ScheduleEvent> = {
  stream: 'schedule-nightly_disk_usage',
  data: {
    ScheduleFired: { due: at, jobId: 'X4CZ7Q2M9K', at },
    ScheduleMissed: { count: 3, first: at, last: later, why: 'late', reason: 'the log is away', at: later },
  },
};
