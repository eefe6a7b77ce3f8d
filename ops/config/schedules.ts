import { z } from 'zod';
import { milliseconds, section, text } from './fields.ts';
import { isRecurrence } from './recurrence.ts';

/** Work that is asked for by the clock. */

const name = text(/^[a-z][a-z0-9_]{0,39}$/, 'lower-case letters, digits and _, at most 40', 'what it is called');

export const schedules = z
  .array(
    section(
      {
        name,
        at: text(
          /^[^\n]{1,100}$/,
          'five fields as in crontab, or @hourly @daily @weekly @monthly @yearly',
          'when, in timeZone',
        ).refine(isRecurrence),
        run: text(/\S/, 'what follows /run: a task and its arguments', 'the task to run').optional(),
        check: text(/^\S+\s+\S/, 'what follows /check: a kind and a target', 'the probe to make').optional(),
      },
      'One schedule: either `run` or `check`.',
    ),
  )
  .max(100)
  .meta({ description: 'what is asked for by the clock', fallback: 'nothing' })
  .default([]);

export const scheduling = section(
  {
    graceMs: milliseconds(60_000, [1000, 3_600_000], 'a run that is later than this is missed, and said to be'),
    retryMs: milliseconds(5000, [500, 60_000], 'how often a run that could not be asked for is tried again meanwhile'),
  },
  'How schedules are kept.',
).prefault({});
