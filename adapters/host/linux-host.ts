import type { Host, ReadingOptions } from '../../actors/answers/host-ports.ts';
import { readCpu } from './cpu.ts';
import { endingWithin } from './deadline.ts';
import { readDisks } from './disks.ts';
import { thisHost } from './host-calls.ts';
import { defaultHostLimits, type HostCalls, type HostLimits, type Probe } from './host-options.ts';
import { hostTree } from './host-tree.ts';
import { readMemory } from './memory.ts';
import { readNetwork } from './network.ts';
import { readPorts } from './ports.ts';
import { readServices } from './services.ts';
import { readSystem } from './system.ts';
import { readTemperatures } from './temperatures.ts';

export interface LinuxHostOptions {
  /** Directory that holds `proc`, `sys`, `etc` and `run`; another one than `/` is a recorded machine. */
  root?: string;
  limits?: Partial<HostLimits>;
  calls?: Partial<HostCalls>;
}

/** The `Host` port on Linux, read from /proc and /sys. It keeps nothing between two readings. */
export function linuxHost({ root = '/', limits: chosen, calls: replaced }: LinuxHostOptions = {}): Host {
  const limits = { ...defaultHostLimits, ...chosen };
  const calls = { ...thisHost, ...replaced };
  const tree = hostTree(root, limits.fileBytesMax);

  const reading =
    <Reading>(what: string, read: (probe: Probe) => Promise<Reading>) =>
    ({ signal: caller }: ReadingOptions) =>
      endingWithin(what, limits.deadlineMs, caller, signal => read({ tree, calls, limits, signal }));

  return {
    name: calls.hostname,
    system: reading('the system', readSystem),
    cpu: reading('the processors', readCpu),
    memory: reading('the memory', readMemory),
    disks: reading('the disks', readDisks),
    temperatures: reading('the temperatures', readTemperatures),
    network: reading('the network', readNetwork),
    services: reading('the services', readServices),
    ports: reading('the ports', readPorts),
  };
}
