import type { Host } from '../../actors/answers/host-ports.ts';
import type { Sampler } from '../../actors/sampling/sampling-ports.ts';
import type { HostLimits } from './host-options.ts';
import { linuxHost } from './linux-host.ts';
import { portableHost } from './portable-host.ts';
import { linuxSampler, portableSampler, type SamplerOptions } from './sampler.ts';

/** The machine that the program runs on, read in the best way its system offers. Nothing is read or loaded yet. */
export function anyHost(limits: Partial<HostLimits> = {}, platform = process.platform): Host {
  return platform === 'linux' ? linuxHost({ limits }) : portableHost(limits);
}

/** Samples of the machine that the program runs on. */
export function anySampler(identity: SamplerOptions['identity'], platform = process.platform): Sampler {
  return platform === 'linux' ? linuxSampler({ identity }) : portableSampler(portableHost(), { identity });
}
