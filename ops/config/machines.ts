import { z } from 'zod';
import { milliseconds, oneOf, path, section, text, whole } from './fields.ts';

/** What is watched: which parts of the program run here, samples of machines, and how they travel. */

export const roleNames = ['gateway', 'actors', 'workers', 'projections', 'agent'] as const;

export const roles = z
  .array(z.enum(roleNames))
  .min(1)
  .max(roleNames.length)
  .describe(
    'the parts of the program that run here: all of them, all but agent or workers, workers alone, or agent alone',
  )
  .default([...roleNames]);

export const agent = section(
  {
    name: text(
      /^(?!all$)[A-Za-z0-9_][A-Za-z0-9_-]{0,59}$/,
      '1 to 60 of A-Z a-z 0-9 _ -, not `all`',
      'name of this machine',
    )
      .optional()
      .meta({ fallback: 'instanceName' }),
    everyMs: milliseconds(10_000, [1000, 300_000], 'time between two samples of this machine'),
    mode: oneOf(['real', 'simulated'], 'real', 'simulated: the same waves and spikes on every machine'),
    seed: whole(1, [0, 1_000_000], 'seed', 'of the simulated spikes'),
    join: path('where a program on this machine keeps everything: an agent alone uses its nats-server').optional(),
    spoolMax: whole(8640, [10, 100_000], 'samples', 'most samples that an agent alone keeps while nobody takes them'),
  },
  'Samples of this machine.',
).prefault({});

export const samples = section(
  {
    path: path('the file of the samples of all machines')
      .optional()
      .meta({ fallback: '<dataDirectory>/samples.sqlite' }),
    silentAfterMs: milliseconds(
      60_000,
      [5000, 3_600_000],
      'after how long without a sample a machine counts as silent',
    ),
    hostsMax: whole(200, [1, 1000], 'machines', 'most machines whose samples are kept'),
  },
  'What is kept of the samples: 24 hours as they came, then by the minute for 30 days.',
).prefault({});
