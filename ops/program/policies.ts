import type { DependencyPolicy, ResiliencePolicy } from '../../actors/resilience/resilience.ts';
import type { Config } from '../config.ts';

/** The numbers of the configuration, as the resilience kit names them. */

type Stated = Config['dependencies'][keyof Config['dependencies']];

/** What can be read of a machine: each reading has a breaker of its own, so that one that hangs costs no other. */
export const hostReadings = [
  'system',
  'cpu',
  'memory',
  'disks',
  'temperatures',
  'network',
  'services',
  'ports',
] as const;

/** What repeats (a full pool, a limit, a retry) is told at most so often. */
export const tellEveryMs = 5_000;

export function policyOf({ dependencies: set, bulkheads, retries }: Config): ResiliencePolicy {
  const { network, rateLimited, sharePercent, leastPerMinute } = retries;
  return {
    dependencies: {
      telegram: policy(set.telegram),
      'telegram-poll': policy(set.telegramPoll),
      eventstore: policy(set.eventStore),
      bus: policy(set.bus),
      projections: policy(set.views, 'queries'),
      ...Object.fromEntries(hostReadings.map(name => [`host-${name}`, policy(set.host, 'work')])),
      renderer: policy(set.renderer, 'work'),
      probes: policy(set.probes, 'work'),
      dns: policy(set.dns),
      workers: policy(set.workers),
    },
    pools: bulkheads,
    retry: { network, rate_limited: rateLimited, share: sharePercent / 100, least: leastPerMinute },
    tellEveryMs,
  };
}

function policy(stated: Stated, pool?: DependencyPolicy['pool']): DependencyPolicy {
  const { breaker: state, failureRatePercent, slowRatePercent, ...rest } = stated;
  const { failureThreshold, windowMs, minimumCalls, slowMs, resetMs, successesToClose } = rest;
  const breaker = {
    ...{ failureThreshold, windowMs, minimumCalls, slowMs, resetMs, successesToClose },
    failureRate: failureRatePercent / 100,
    slowRate: slowRatePercent / 100,
  };
  return {
    ...(state === 'on' ? { breaker } : {}),
    ...('deadlineMs' in rest ? { deadlineMs: rest.deadlineMs } : {}),
    ...(pool === undefined ? {} : { pool }),
  };
}
