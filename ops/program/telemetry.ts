import type { Files } from '../../actors/answers/file-ports.ts';
import type { Samples } from '../../actors/answers/sample-ports.ts';
import type { Clock, Log, Timers } from '../../actors/ports.ts';
import { keepSamples, type SampleListener } from '../../actors/sampling/keep-samples.ts';
import type { SampleReceiver, Sampler } from '../../actors/sampling/sampling-ports.ts';
import { takeSamples } from '../../actors/sampling/take-samples.ts';
import type { Condition } from '../../domain/sample/filters.ts';
import { metrics } from '../../domain/sample/metrics.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import type { Config } from '../config.ts';

/** What the program needs to see machines. */
export interface Telemetry {
  samples: Samples;
  /** Of this machine; none where this process does not sample it. */
  sampler: Sampler | undefined;
  /** Begins to take what agents send; `onChange` says whether they can reach this program. */
  listen(take: (samples: Sample[]) => Promise<void>, onChange: (isUp: boolean) => void): SampleReceiver;
}

/** What the answers about machines over time are made of. */
export function machineSources(
  { telemetry: { samples }, files }: { telemetry: Telemetry; files: Files },
  { agent, samples: { silentAfterMs } }: Pick<Config, 'agent' | 'samples'>,
) {
  const usual = metrics.flatMap(({ name: metric, level }): Condition[] =>
    level === undefined ? [] : [{ metric, operator: '>', value: level.threshold }],
  );
  return { samples, files, machines: { thisHost: agent.name, silentAfterMs }, thresholds: () => usual };
}

export interface Watching {
  /** Whether agents can reach this program now. */
  isReachable(): boolean;
  stop(): Promise<void>;
}

/** Takes this machine's samples and those of agents: each to the listener, and to the disk. */
export function watchMachines(
  { samples, sampler, listen }: Telemetry,
  everyMs: number,
  listener: SampleListener,
  means: { clock: Clock; timers: Timers; log: Log },
): Watching {
  const desk = keepSamples(samples, listener, means.log);
  let isUp = false;
  const receiver = listen(desk.ofAgent, up => {
    isUp = up;
  });
  const stop = sampler === undefined ? () => {} : takeSamples(sampler, everyMs, desk.own, means);
  return {
    isReachable: () => isUp,
    async stop() {
      stop();
      await receiver.close();
    },
  };
}
