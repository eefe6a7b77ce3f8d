import type { Sample } from '../../domain/sample/sample.ts';
import type { Log } from '../ports.ts';
import { LinkUnavailable, type SampleLink, type SampleSpool } from './sampling-ports.ts';

/** Samples that go in one message while the spool is emptied. */
const batchMax = 50;

/**
 * What an agent does with its samples: sends them in order, and spools them for as long as nobody keeps them. Says when
 * it begins to spool, how many it has let go, and when all has been sent.
 */
export interface SampleSender {
  took(sample: Sample): Promise<void>;
}

export function sendSamples(link: SampleLink, spool: SampleSpool, log: Log): SampleSender {
  let letGo = 0;
  let isSpooling = spool.size > 0;
  if (isSpooling) log.info({ spooled: spool.size }, 'samples of an earlier run wait to be sent');

  return {
    async took(sample) {
      if (spool.size === 0 && (await isSent([sample]))) return;
      spoolIt(sample);
      await empty();
    },
  };

  function spoolIt(sample: Sample): void {
    const over = spool.add(sample);
    letGo += over;
    if (!isSpooling) log.warn({ spooled: spool.size }, 'nobody keeps the samples now: they are spooled here');
    if (over > 0 && letGo === over)
      log.warn({ spooled: spool.size }, 'the spool is full: the oldest samples are let go');
    isSpooling = true;
  }

  /** Until the spool is empty or somebody cannot be reached: then the next sample tries again. */
  async function empty(): Promise<void> {
    let sent = 0;
    while (spool.size > 0 && link.isUp()) {
      const batch = spool.oldest(batchMax);
      if (!(await isSent(batch))) return;
      spool.drop(batch.length);
      sent += batch.length;
    }
    if (spool.size > 0) return;
    log.info({ sent, letGo }, 'all spooled samples have been sent');
    isSpooling = false;
    letGo = 0;
  }

  async function isSent(samples: readonly Sample[]): Promise<boolean> {
    try {
      await link.send(samples);
      return true;
    } catch (cause) {
      if (!(cause instanceof LinkUnavailable)) throw cause;
      return false;
    }
  }
}
