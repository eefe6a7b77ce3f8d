import { Refusal } from '../../domain/refusal.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import type { Clock, Log, Timers } from '../ports.ts';
import type { Sampler } from './sampling-ports.ts';

/**
 * Takes a sample every `everyMs` for ever, at once for the first time, and hands each on. A look that takes longer than
 * that puts off the next one instead of overlapping it; one that fails is said once, until one succeeds again.
 * @returns how to stop it.
 */
export function takeSamples(
  sampler: Sampler,
  everyMs: number,
  took: (sample: Sample) => Promise<void>,
  { clock, timers, log }: { clock: Clock; timers: Timers; log: Log },
): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const startedMs = clock.monotonicMs();
  let isFailing = false;
  let callOff = () => {};
  void look();
  return () => {
    stopping.abort();
    callOff();
  };

  async function look(): Promise<void> {
    const taken = await sampler.sample(signal).catch(missed);
    if (signal.aborted) return;
    if (taken !== undefined) await took(taken);
    if (signal.aborted) return;
    // The steps are counted from the start, so that they do not drift; never less than a millisecond apart.
    const elapsedMs = clock.monotonicMs() - startedMs;
    const waitMs = Math.ceil((Math.floor(elapsedMs / everyMs) + 1) * everyMs - elapsedMs);
    callOff = timers.after(waitMs, () => void look());
    if (taken !== undefined && isFailing) log.info({}, 'samples are taken again');
    if (taken !== undefined) isFailing = false;
  }

  function missed(cause: unknown): undefined {
    if (!(cause instanceof Refusal)) throw cause;
    if (!isFailing && !signal.aborted)
      log.warn({ cause: cause.message }, 'no sample could be taken; the next one comes');
    isFailing = true;
  }
}
