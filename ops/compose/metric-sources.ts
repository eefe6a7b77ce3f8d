import type { MetricSources } from '../../adapters/http/metrics/sources.ts';
import type { Inside } from '../program/inside.ts';
import { systemClock as clock } from '../system-time.ts';

/** Where the gauges are read from: the views, and this process as it is. */
export function metricSources({ queries, signs, dependencies, pools, actors, names }: Inside): MetricSources {
  return {
    process() {
      const { build, instance, startedAt, mode } = signs.status();
      const { user, system } = process.cpuUsage();
      return {
        ...{ build, instance, mode: mode.mode, node: process.version },
        startedAtMs: Date.parse(startedAt),
        residentBytes: process.memoryUsage.rss(),
        cpuSeconds: (user + system) / 1e6,
      };
    },
    actors,
    names: () => Object.entries(names?.().asked ?? {}).map(([code, said]) => ({ code, ...said })),
    dependencies: () =>
      dependencies().flatMap(({ name, breaker }) => {
        if (breaker === undefined) return [];
        const { state, calls, failures, slow } = breaker;
        const share = (part: number) => (calls === 0 ? 0 : part / calls);
        return [{ name, state, failureRate: share(failures), slowRate: share(slow) }];
      }),
    pools,
    views: async () => (await queries.ops()).projections.map(view => ({ ...view, isLive: view.error === null })),
    openWork: async () => (await queries.openWork()).totals,
    jobs: () => queries.jobCounts(),
    alerts: async () => (await queries.alerts()).alerts,
    slo: () => queries.slo(),
    now: () => clock.now(),
  };
}
