import type { SystemLimits } from '../../actors/system.ts';
import type { Caps } from '../../actors/work/desk.ts';
import type { Settings } from '../../domain/aggregates.ts';
import type { JobClass, JobLimits } from '../../domain/job/work.ts';
import type { Config } from '../config.ts';
import { alertSettingsOf } from './alert-rules.ts';

/** The numbers of the configuration, as the rules and the actors name them. */

/** `botName` is asked anew each time: Telegram may say it only after the start. */
export function settingsOf(config: Config, botName: () => string): Settings {
  const { actors, commands, telegram, tasks } = config;
  const { minMs: retryMinMs, maxMs: retryMaxMs } = telegram.delivery.retry;
  return {
    chat: {
      get botName() {
        return botName();
      },
      commandTtlMs: actors.commandTtlMs,
      deadlineMs: commands.deadlineMs,
      dialogueMs: commands.dialogueMs,
      perMinute: commands.perMinute,
      perFiveSeconds: commands.perFiveSeconds,
      tasks,
    },
    outbox: { retryMinMs, retryMaxMs, giveUpAfterMs: telegram.delivery.giveUpAfterMs },
    alert: alertSettingsOf(config),
  };
}

export function limitsOf({ actors }: Config): SystemLimits {
  const { liveMax, idleMs, restarts, parkMs } = actors;
  return { liveMax, idleMs, sweepMs: 60_000, restartsMax: restarts.max, restartsWithinMs: restarts.withinMs, parkMs };
}

/** How full a class may be. */
export function capsOf({ jobs }: Config, jobClass: JobClass): Caps {
  const { runningMax, queuedMax } = jobs[jobClass];
  return { runningMax, queuedMax };
}

/** The bounds that a job of a class is asked for with. */
export function jobLimitsOf({ jobs }: Config, jobClass: JobClass): JobLimits {
  const { leaseMs, timeoutMs, deadlineMs, attemptsMax, retryBaseMs, retryMaxMs } = jobs[jobClass];
  const { approvalTtlMs, resumeTtlMs, queueTtlMs, cancelGraceMs } = jobs;
  const waits = { approvalTtlMs, resumeTtlMs, queueTtlMs, cancelGraceMs };
  return { leaseMs, timeoutMs, deadlineMs, attemptsMax, retryBaseMs, retryMaxMs, ...waits };
}
