import type { Alerts } from '../../actors/answers/alert-ports.ts';
import type { Files } from '../../actors/answers/file-ports.ts';
import type { Samples } from '../../actors/answers/sample-ports.ts';
import type { Clock, Log, Timers } from '../../actors/ports.ts';
import { keepSamples, type SampleListener } from '../../actors/sampling/keep-samples.ts';
import type { SampleReceiver, Sampler } from '../../actors/sampling/sampling-ports.ts';
import { takeSamples } from '../../actors/sampling/take-samples.ts';
import { planRender } from '../../domain/render/plan.ts';
import type { Condition } from '../../domain/sample/filters.ts';
import { metrics } from '../../domain/sample/metrics.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import type { SeriesRequest } from '../../domain/sample/series-request.ts';
import type { Config } from '../config.ts';
import { alertRulesOf } from './alert-rules.ts';
import { jobLimitsOf } from './settings.ts';

/** What the program needs to see machines. */
export interface Telemetry {
  samples: Samples;
  /** Of this machine; none where this process does not sample it. */
  sampler: Sampler | undefined;
  /** Begins to take what agents send; `onChange` says whether they can reach this program. */
  listen(take: (samples: Sample[]) => Promise<void>, onChange: (isUp: boolean) => void): SampleReceiver;
}

/** What the answers about machines are made of. */
export function machineSources(
  { telemetry: { samples }, files }: { telemetry: Telemetry; files: Files },
  config: Config,
  alerts: Alerts,
) {
  const rules = alertRulesOf(config);
  const { silentAfterMs } = config.samples;
  const thresholds = (host: string) =>
    metrics.flatMap(({ name: metric }): Condition[] => {
      const rule = rules.ruleFor(host, metric);
      return rule === undefined ? [] : [{ metric, operator: '>', value: rule.threshold }];
    });
  return {
    samples,
    files,
    alerts,
    alertMetrics: rules.metrics,
    machines: { thisHost: config.agent.name, silentAfterMs },
    planChart: (asked: SeriesRequest, hosts: string[], timeZone: string) =>
      planRender(asked, hosts, timeZone, jobLimitsOf(config, 'render')),
    thresholds,
  };
}

/** Takes this machine's samples and those of agents: each to the listener, and to the disk. `reachable` is told of the way. */
export function watchMachines(
  { samples, sampler, listen }: Telemetry,
  everyMs: number,
  listener: SampleListener,
  means: { clock: Clock; timers: Timers; log: Log },
  reachable: (isReachable: boolean) => void,
): { stop(): Promise<void> } {
  const desk = keepSamples(samples, listener, means.log);
  const receiver = listen(desk.ofAgent, reachable);
  const stop = sampler === undefined ? () => {} : takeSamples(sampler, everyMs, desk.own, means);
  return {
    async stop() {
      stop();
      await receiver.close();
    },
  };
}
