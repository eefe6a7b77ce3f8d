import { join } from 'node:path';
import type { Performer } from '../../actors/work/ports.ts';
import { probePerformer } from '../../adapters/probes/probe-performer.ts';
import { taskPerformer } from '../../adapters/tasks/task-performer.ts';
import { environmentOf } from '../config/environment.ts';
import type { Config } from '../config.ts';
import { registeredSecrets } from '../log/scrub.ts';

/** Who does the work of which class, as far as it is done by programs and looks. */
export function performersOf({ tasks, policy, probes, dataDirectory }: Config): {
  task: Performer;
  probe: Performer;
} {
  const task = taskPerformer({
    ...{ tasks, policy, secrets: registeredSecrets, environment: environmentOf },
    directory: join(dataDirectory, 'tasks'),
  });
  return { task, probe: probePerformer(probes) };
}
