import { Refusal } from '../../domain/refusal.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import type { Samples } from '../answers/sample-ports.ts';
import type { Log } from '../ports.ts';

/** Told of each sample once, of a machine in order of time, whether or not the disk takes it. */
export type SampleListener = (sample: Sample) => void;

/** Where all samples arrive: those of this machine, and those of agents. */
export interface SampleDesk {
  /** Of this machine: what the disk does not take waits here, and goes with the next one. Never rejects for that. */
  own(sample: Sample): Promise<void>;
  /** Of an agent. @throws {Refusal} they are not kept: the agent keeps them. */
  ofAgent(samples: readonly Sample[]): Promise<void>;
}

/** As many of this machine's own samples wait for the disk; the oldest is let go: an hour at every 10 s. */
const waitingMax = 360;

/** More machines than these are not listened to. */
const hostsMax = 1000;

export function keepSamples(samples: Pick<Samples, 'keep'>, listener: SampleListener, log: Log): SampleDesk {
  const heard = new Map<string, string>();
  let waiting: Sample[] = [];
  let isAway = false;

  /** A sample that comes twice, or after a later one, is kept and no more news. */
  function tell(sample: Sample): void {
    const last = heard.get(sample.host);
    if (last === undefined ? heard.size >= hostsMax : last >= sample.at) return;
    heard.set(sample.host, sample.at);
    listener(sample);
  }

  return {
    async own(sample) {
      tell(sample);
      waiting = [...waiting, sample].slice(-waitingMax);
      const batch = waiting;
      try {
        await samples.keep(batch);
        waiting = waiting.filter(one => !batch.includes(one));
        if (isAway) log.info({ kept: batch.length }, 'the disk takes samples again');
        isAway = false;
      } catch (cause) {
        if (!(cause instanceof Refusal)) throw cause;
        if (!isAway) log.warn({ cause: cause.message }, 'the disk takes no samples: they wait in memory');
        isAway = true;
      }
    },
    async ofAgent(batch) {
      for (const sample of batch) tell(sample);
      await samples.keep(batch);
    },
  };
}
