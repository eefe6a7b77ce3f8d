import type { Sampler } from '../../../actors/sampling/sampling-ports.ts';
import type { World } from '../kernel/world.ts';
import type { MachineTime } from './time.ts';

/** For so long the machine is in trouble; then it is well for the rest of the run. */
const troubleMs = 60_000;

/** A machine whose processor is too busy every other six seconds, and whose memory is full, for the first minute. */
export function sampler(time: MachineTime, world: World): Sampler {
  return {
    async sample() {
      const isTrouble = world.ms < troubleMs;
      return {
        ...{
          host: 'simulated',
          at: new Date(time.wallMs()).toISOString(),
          mode: 'simulated',
          build: '1',
          everyMs: 1_000,
        },
        cpuPercent: isTrouble && Math.floor(world.ms / 6_000) % 2 === 1 ? 95 : 20,
        memory: { usedPercent: isTrouble ? 97 : 40, usedBytes: 1, totalBytes: 1 },
        ...{ mounts: [], temperatures: [], processes: [{ pid: 1, name: 'busy', cpuPercent: 150 }] },
      };
    },
  };
}
