import type { MetricSources } from '../../../adapters/http/metrics/sources.ts';

/** A program at rest. */
export const noSources: MetricSources = {
  process: () => ({
    ...{ build: '0.1.0', instance: 'test', node: 'v24', startedAtMs: 1e12, residentBytes: 1, cpuSeconds: 1 },
    mode: 'normal',
  }),
  actors: () => ({ live: 1, waiting: 0, parked: 0, restarts: 2 }),
  dependencies: () => [{ name: 'telegram', state: 'open', failureRate: 0.5, slowRate: 0 }],
  pools: () => [{ name: 'core', active: 1, waiting: 2, max: 3, rejected: 4 }],
  views: async () => [{ name: 'jobs', lagEvents: 5, lagMs: 1500, isLive: true }],
  openWork: async () => ({ untaken: 1, unanswered: 2, asking: 3, replies: 4 }),
  jobs: async () => ({
    byState: { requested: 1, failed: 2 },
    byClass: { task: { waiting: 1, running: 0, oldestQueuedAt: '2026-11-21T12:00:00.000Z' } },
    ...{ stale: 0, approvals: { pending: 1, oldestAt: '2026-11-21T12:00:00.000Z' }, needsOperator: 0 },
  }),
  alerts: async () => [
    { state: 'firing', severity: 'critical' },
    { state: 'clear', severity: 'warning' },
  ],
  slo: async () => ({
    indicators: [
      {
        ...{ sli: 'commands', objective: 0.999, remaining: 0.8, quiet: false },
        windows: { '1h': { good: 99, bad: 1, burn: 10 }, '5m': { good: 9, bad: 1, burn: 100 } },
      },
    ],
    freeze: { level: 'open' },
    broken: [],
  }),
  now: () => '2026-11-21T12:01:00.000Z',
};
