import { z } from 'zod';
import { metrics } from '../../domain/sample/metrics.ts';
import { milliseconds, oneOf, section, text, whole } from './fields.ts';

/** What is an alert, whom it is told, and when nobody is to be woken. */

const hours = (says: string) => text(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM-HH:MM', says);
const clock = (fallback: string, says: string) =>
  text(/^([01]\d|2[0-3]):[0-5]\d$|^none$/, 'HH:MM, or none', says).default(fallback);
const watchedNames = ['silent', 'diskfull', ...metrics.map(({ name }) => name)] as [string, ...string[]];

const rule = section(
  {
    metric: z.enum(watchedNames).describe('what is measured'),
    hosts: z
      .array(z.string().min(1).max(60))
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'which machines', fallback: 'all' }),
    off: z.enum(['yes', 'no']).describe('yes: no rule at all').prefault('no'),
    threshold: z
      .int()
      .min(0)
      .max(1_000_000_000_000)
      .optional()
      .meta({ description: 'raised over it', unit: 'of the metric' }),
    hysteresis: z
      .int()
      .min(0)
      .max(1_000_000_000)
      .optional()
      .meta({ description: 'cleared so much under it', unit: 'of the metric' }),
    forMs: z.int().min(0).max(86_400_000).optional().meta({ description: 'how long it must be over it', unit: 'ms' }),
    cooldownMs: z
      .int()
      .min(10_000)
      .max(604_800_000)
      .optional()
      .meta({ description: 'time between reminders', unit: 'ms' }),
    severity: z.enum(['info', 'warning', 'critical']).optional().describe('critical alerts know no quiet hours'),
    quiet: text(
      /^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$|^none$/,
      'HH:MM-HH:MM, or none',
      'its own quiet hours',
    ).optional(),
  },
  'A change of the usual rule of a metric; the last one that fits counts.',
);

export const alerts = section(
  {
    chats: z
      .array(z.int())
      .max(50)
      .meta({ description: 'Telegram ids of the chats that are told', fallback: 'none; in the sandbox its Ops room' })
      .optional(),
    rules: z.array(rule).max(200).describe('changes of the usual rules').default([]),
    forMs: milliseconds(
      60_000,
      [0, 86_400_000],
      'how long a value must be over its threshold, where no rule says else',
    ),
    cooldownMs: milliseconds(300_000, [10_000, 604_800_000], 'time between reminders, where no rule says else'),
    quiet: hours('hours in which only critical alerts are told; the rest is caught up').optional(),
    flap: section(
      {
        raisesMax: whole(4, [2, 50], 'times', 'raised so often within the window, an alert is said to flap'),
        withinMs: milliseconds(1_800_000, [60_000, 86_400_000], 'the window'),
        calmMs: milliseconds(600_000, [10_000, 86_400_000], 'without a change for so long, it does not any more'),
      },
      'When an alert is told no more each time.',
    ).prefault({}),
    dailyAt: clock('09:00', 'when the daily report is sent, on the clocks of timeZone'),
    weeklyAt: clock('09:00', 'when the weekly report is sent'),
    weeklyOn: oneOf(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
      'monday',
      'the day of the weekly report',
    ),
  },
  'Alerts: thresholds come with the program (cpu 85, ram, disk, inodes 90 %, …) and are changed here.',
).prefault({});
