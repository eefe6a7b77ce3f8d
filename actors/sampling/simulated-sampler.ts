import type { Sample } from '../../domain/sample/sample.ts';
import { simulatedSample } from '../../domain/sample/simulation.ts';
import type { Clock } from '../ports.ts';
import type { Sampler } from './sampling-ports.ts';

/** Samples of the simulated machine: by the clock alone, so that all that simulate at one time show the same. */
export function simulatedSampler(
  identity: Pick<Sample, 'host' | 'build' | 'everyMs'>,
  seed: number,
  clock: Pick<Clock, 'now'>,
): Sampler {
  return { sample: async () => simulatedSample(identity, Date.parse(clock.now()), seed) };
}
