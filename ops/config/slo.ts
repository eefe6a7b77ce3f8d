import { z } from 'zod';
import { defaultGuard } from '../../domain/slo/alerts.ts';
import { defaultObjectives, type Objective, type Sli } from '../../domain/slo/objectives.ts';
import { milliseconds, section, whole } from './fields.ts';

/** What is promised of the service, who answers for it, and when a burning budget wakes somebody. */

const promised = ({ badPerMillion, owner }: Objective) => ({
  badPerMillion: whole(badPerMillion, [1, 500_000], 'of a million', 'how many may be bad in 30 days: 1000 is 99.9 %'),
  owner: z.string().min(1).max(80).describe('who answers for it').default(owner),
});

const promise = (sli: Sli, says: string) => section(promised(defaultObjectives[sli]), says).prefault({});

const { commands, graphs } = defaultObjectives;

export const slo = section(
  {
    objectives: section(
      {
        availability: promise('availability', 'Every 10 s of wall time the service is there.'),
        commands: section(
          {
            ...promised(commands),
            withinMs: milliseconds(
              commands.withinMs!,
              [50, 60_000],
              'a reply that takes longer is bad; 2, 3, 5, 7.5 and 10 s are exact',
            ),
            p50Ms: milliseconds(commands.p50Ms!, [1, 60_000], 'what half of the replies should take at most'),
            p95Ms: milliseconds(commands.p95Ms!, [1, 60_000], 'what 95 % of the replies should take at most'),
            p99Ms: milliseconds(commands.p99Ms!, [1, 60_000], 'what 99 % of the replies should take at most'),
          },
          'From a message to its reply sent.',
        ).prefault({}),
        graphs: section(
          {
            ...promised(graphs),
            withinMs: milliseconds(graphs.withinMs!, [50, 60_000], 'a picture that takes longer is bad'),
          },
          'A picture asked for is a valid picture sent.',
        ).prefault({}),
        updateSafety: promise('updateSafety', 'An update is committed, or rolled back within 5 min.'),
        updateCompletion: promise('updateCompletion', 'An update is committed.'),
        heavyJobs: promise('heavyJobs', 'The platform does its part of a heavy job.'),
        heavyJobsWhole: promise('heavyJobsWhole', 'A heavy job succeeds.'),
      },
      'The indicators, each with its objective over 30 days.',
    ).prefault({}),
    guard: section(
      {
        badMin: whole(defaultGuard.badMin, [1, 1000], 'events', 'fewer bad ones raise no alert and freeze nothing'),
        validMin: whole(defaultGuard.validMin, [1, 100_000], 'events', 'with less traffic nothing is said'),
      },
      'What a little traffic cannot say.',
    ).prefault({}),
    judgeEveryMs: milliseconds(60_000, [1000, 3_600_000], 'how often burn rates are looked at'),
  },
  'Objectives and error budgets.',
).prefault({});
