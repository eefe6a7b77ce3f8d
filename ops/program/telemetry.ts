import type { Samples } from '../../actors/answers/sample-ports.ts';
import type { Clock, Log, Timers } from '../../actors/ports.ts';
import { keepSamples, type SampleListener } from '../../actors/sampling/keep-samples.ts';
import type { SampleReceiver, Sampler } from '../../actors/sampling/sampling-ports.ts';
import { takeSamples } from '../../actors/sampling/take-samples.ts';
import type { Sample } from '../../domain/sample/sample.ts';

/** What the program needs to see machines. */
export interface Telemetry {
  samples: Samples;
  /** Of this machine; none where this process does not sample it. */
  sampler: Sampler | undefined;
  /** Begins to take what agents send; `onChange` says whether they can reach this program. */
  listen(take: (samples: Sample[]) => Promise<void>, onChange: (isUp: boolean) => void): SampleReceiver;
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
