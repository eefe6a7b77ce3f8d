import { readFileSync } from 'node:fs';
import { taskPerformer } from '../../../adapters/tasks/task-performer.ts';
import type { JobSpec } from '../../../domain/job/work.ts';
import type { TaskSpec } from '../../../domain/task/spec.ts';
import { policy } from './stage.ts';

/** A worker in a process of its own, to be killed: performs one attempt as the file named by its argument says. */
interface Said {
  spec: JobSpec;
  tasks: TaskSpec[];
  directory: string;
  /** Dies as soon as it has started the runner. */
  killsItself?: boolean;
}

const { spec, tasks, directory, killsItself } = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Said;
const performer = taskPerformer({
  ...{ tasks, policy, directory },
  secrets: () => {
    // The last moment before the runner is started: its order is given in the next turns of the event loop.
    if (killsItself) setTimeout(() => process.kill(process.pid, 'SIGKILL'), Math.random() * 60);
    return [];
  },
  environment: () => ({}),
});
await performer.perform({
  ...{ jobId: 'JOB', fence: 1, attempt: 1, spec, correlationId: 'test-1' },
  signal: new AbortController().signal,
  tell: () => {},
  record: async () => {},
});
