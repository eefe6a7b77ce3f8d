import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';

/** What came of the times of one schedule, kept in stream `schedule-<name>`. What it asked for is in the jobs' own streams. */
export const scheduleEvents = {
  /** A time came and its job was asked for; the job says the rest. */
  ScheduleFired: z.object({ due: instant, jobId: z.string().max(40), at: instant }),
  /** Times that passed without their job: never made up for in a burst. */
  ScheduleMissed: z.object({
    /** How many, and the first and the last of them. More than `count` says 10000. */
    count: z.int().min(1),
    first: instant,
    last: instant,
    /** `down`: nobody was there. `late`: the process slept, or the job could not be asked for in time. `refused`: it was said no to. */
    why: z.enum(['down', 'late', 'refused']),
    reason: z.string().max(600).optional(),
    at: instant,
  }),
};

export type ScheduleEvent = MessageOf<typeof scheduleEvents>;
