import type { SystemReading } from '../../actors/answers/host-ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Probe } from './host-options.ts';
import type { HostTree } from './host-tree.ts';
import { parseLoad, parseProcessorTimes } from './processor-times.ts';
import { readSessions } from './sessions.ts';
import { virtualisation } from './virtualisation.ts';

/**
 * Who this machine is and since when it runs.
 * @throws {Refusal} `upstream_unavailable` when the kernel does not say how long it is up.
 */
export async function readSystem({ tree, calls }: Probe): Promise<SystemReading> {
  const uptimeSeconds = Number((await tree.word('proc/uptime'))?.split(' ', 1)[0] ?? Number.NaN);
  if (!Number.isFinite(uptimeSeconds)) throw cannotRead('/proc/uptime');
  const [kernel, os, virtual, sessions, processors, loads] = await Promise.all([
    tree.word('proc/sys/kernel/osrelease'),
    distribution(tree),
    virtualisation(tree),
    readSessions(tree),
    tree.text('proc/stat'),
    tree.word('proc/loadavg'),
  ]);
  const bootedAtSeconds = parseProcessorTimes(processors ?? '')?.bootedAtSeconds;
  // The two differ after a pause of the clock or in a container that shows its own uptime: what is shown must agree.
  const uptimeStartMs = calls.nowMs() - uptimeSeconds * 1000;
  const agrees = bootedAtSeconds !== undefined && Math.abs(bootedAtSeconds * 1000 - uptimeStartMs) < 60_000;
  const load = parseLoad(loads ?? '');
  return {
    hostname: calls.hostname(),
    architecture: calls.architecture(),
    uptimeSeconds,
    bootedAt: new Date(agrees ? bootedAtSeconds * 1000 : uptimeStartMs).toISOString(),
    ...(os && { os }),
    ...(kernel && { kernel }),
    ...(virtual && { virtualisation: virtual }),
    ...(load && { load }),
    ...(sessions && { sessions }),
    gaps: sessions ? [] : ['Who is logged in is not known: neither systemd-logind nor utmp keeps it here.'],
  };
}

async function distribution(tree: HostTree): Promise<string | undefined> {
  const release = (await tree.text('etc/os-release')) ?? (await tree.text('usr/lib/os-release')) ?? '';
  const value = (key: string) => new RegExp(`^${key}=["']?(.*?)["']?$`, 'm').exec(release)?.[1] || undefined;
  return value('PRETTY_NAME') ?? value('NAME');
}

/** The refusal when a file that every Linux has cannot be read or understood. */
export function cannotRead(path: string): Refusal {
  const hint = 'Look whether /proc and /sys are mounted, and readable for the user that the program runs as.';
  return new Refusal('upstream_unavailable', `${path} is missing, or not as the kernel writes it.`, { hint });
}
