import { z } from 'zod';
import { reachPolicy } from '../../domain/probe/reach.ts';
import { taskPolicy } from '../../domain/task/policy.ts';
import { taskSpec } from '../../domain/task/spec.ts';
import { exampleTasks } from './example-tasks.ts';
import { milliseconds, section, text, whole } from './fields.ts';

/** What operators may have done: tasks, probes, and what is never done. */

export const tasks = z
  .array(taskSpec.describe('One task: a program and what a request may fill in.'))
  .max(200)
  .meta({
    description: 'the tasks there are; naming one replaces all of the examples',
    fallback: 'examples: disk_usage, journal_tail, service_restart, package_updates, practice_run',
  })
  .prefault(exampleTasks);

export const policy = taskPolicy
  .describe('What is never run, whoever approves it; checked at the request and again where it runs.')
  .prefault({});

export const probes = section(
  {
    timeoutMs: milliseconds(10_000, [500, 60_000], 'one look ends within this'),
    bodyBytesMax: whole(262_144, [1024, 16_777_216], 'bytes', 'how much of an answer is read'),
    redirectsMax: whole(5, [0, 20], 'redirects', 'how many are followed'),
    nameServers: z
      .array(
        text(
          /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/,
          'address or address:port',
          'one name server',
        ),
      )
      .max(5)
      .meta({ description: 'the name servers that dns probes ask', fallback: 'those of this machine' })
      .default([]),
    reach: reachPolicy.describe('Where probes may look.').prefault({}),
  },
  'Looks at other machines.',
).prefault({});
