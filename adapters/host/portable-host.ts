import type { Host, ReadingOptions } from '../../actors/answers/host-ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { endingWithin } from './deadline.ts';
import { thisHost } from './host-calls.ts';
import { defaultHostLimits, type HostLimits } from './host-options.ts';
import { type PortableProbe, portableCpu, portableDisks, portableMemory, portableSystem } from './portable-machine.ts';
import { portableNetwork, portablePorts, portableTemperatures } from './portable-surroundings.ts';

/**
 * The `Host` port where there is no /proc, by `systeminformation`. It runs the system's own programs for most
 * readings, so it is slower and knows less than `linuxHost`; the library is loaded with the first reading.
 */
export function portableHost(chosen: Partial<HostLimits> = {}): Host {
  const limits = { ...defaultHostLimits, ...chosen };

  const reading =
    <Reading>(what: string, read: (probe: PortableProbe) => Promise<Reading>) =>
    ({ signal: caller }: ReadingOptions) =>
      endingWithin(what, limits.deadlineMs, caller, async signal => {
        const { default: information } = await import('systeminformation');
        return read({ information, calls: thisHost, limits, signal });
      });

  return {
    name: thisHost.hostname,
    system: reading('the system', portableSystem),
    cpu: reading('the processors', portableCpu),
    memory: reading('the memory', portableMemory),
    disks: reading('the disks', portableDisks),
    temperatures: reading('the temperatures', portableTemperatures),
    network: reading('the network', portableNetwork),
    ports: reading('the ports', portablePorts),
    services: reading('the services', async () => {
      const hint = 'Ask the machine itself, for example with `launchctl list` or `service -e`.';
      throw new Refusal('not_on_this_host', 'Services can be listed where systemd runs, and this is no Linux.', {
        hint,
      });
    }),
  };
}
