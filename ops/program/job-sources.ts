import type { JobSources } from '../../actors/answers/jobs/sources.ts';
import type { FollowerPorts } from '../../actors/effects/tell-followers.ts';
import type { EventStore } from '../../actors/ports.ts';
import type { ActorSystem } from '../../actors/system.ts';
import type { Jobs } from '../../actors/work/jobs.ts';
import { taskNamed, taskValues } from '../../domain/chat/task-arguments.ts';
import { planProbe } from '../../domain/probe/plan.ts';
import type { ProbeKind } from '../../domain/probe/target.ts';
import { settingsStream } from '../../domain/settings/machine.ts';
import { planTask } from '../../domain/task/plan.ts';
import type { JobStateName } from '../../projections/jobs-query.ts';
import type { Queries } from '../../projections/queries.ts';
import type { Config } from '../config.ts';
import { jobLimitsOf } from './settings.ts';
import { telling } from './telling.ts';

interface Sources {
  config: Config;
  jobs: Jobs;
  system: () => Pick<ActorSystem, 'tell'>;
  store: Pick<EventStore, 'readStream'>;
  queries: Pick<Queries, 'jobs' | 'jobCounts'>;
  hostName: () => string;
  takeHeavy(who: string): void;
}

/** What the commands about jobs, and the chats that follow them, are served from. */
export function jobSources(sources: Sources): JobSources & Pick<FollowerPorts, 'telling' | 'approvalChats' | 'tell'> {
  const { config, jobs, system, store, queries } = sources;
  return {
    jobs,
    store,
    queries: {
      jobs: ({ limit, state }) =>
        queries.jobs({ limit, ...(state === undefined ? {} : { state: state as JobStateName }) }),
      jobCounts: () => queries.jobCounts(),
    },
    plans: plans(config),
    telling: telling(config, sources.hostName),
    approvalChats: config.jobs.approvalChats,
    takeHeavy: sources.takeHeavy,
    tell: command => system().tell(command),
    async changeMode(mode, actor, id, { traffic = 'real', ...chain }) {
      const order = { id, stream: settingsStream, type: 'ChangeAutonomy', data: { mode }, actor, traffic, ...chain };
      await system().tell(order);
    },
  };
}

function plans(config: Config): JobSources['plans'] {
  const { tasks, policy, probes } = config;
  return {
    task(args, { role }) {
      const task = taskNamed(tasks, String(args.task));
      return planTask(task, taskValues(task, args), policy, { role, limits: jobLimitsOf(config, 'task') });
    },
    probe(kind, target) {
      const limits = { ...jobLimitsOf(config, 'probe'), timeoutMs: probes.timeoutMs };
      return planProbe(kind as ProbeKind, target, limits);
    },
  };
}
