import type { Host } from '../../actors/answers/host-ports.ts';
import { Refusal } from '../../domain/refusal.ts';
import { type Sample, sampleBounds } from '../../domain/sample/sample.ts';
import { mountsOf, percentOf, rounded, servicesOf, totalOf } from './sampled-parts.ts';

/**
 * A sample made of the readings of the port `Host`, where the counters themselves cannot be read. Each reading measures
 * over its own short window; what refuses is left out.
 * @throws {Refusal} the processors' or the memory's, when neither can be had.
 */
export async function portableSample(
  host: Host,
  identity: Pick<Sample, 'host' | 'build' | 'everyMs'>,
  nowMs: () => number,
  signal: AbortSignal,
): Promise<Sample> {
  const refusals: Refusal[] = [];
  const orNothing = async <Reading>(reading: Promise<Reading>): Promise<Reading | undefined> => {
    try {
      return await reading;
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      refusals.push(cause);
      return undefined;
    }
  };
  const [cpu, memory, disks, network, temperatures, services] = await Promise.all([
    orNothing(host.cpu({ signal })),
    orNothing(host.memory({ signal })),
    orNothing(host.disks({ signal })),
    orNothing(host.network({ signal })),
    orNothing(host.temperatures({ signal })),
    orNothing(host.services({ signal })),
  ]);
  if (cpu === undefined && memory === undefined) throw refusals[0]!;
  const { shares, load, cores } = cpu ?? {};
  return {
    ...identity,
    at: new Date(nowMs()).toISOString(),
    mode: 'real',
    ...(cores !== undefined && { cores }),
    ...(shares && { cpuPercent: rounded(shares.busyPercent) }),
    ...(shares?.iowaitPercent !== undefined && { iowaitPercent: rounded(shares.iowaitPercent) }),
    ...(load && { load: { one: load.oneMinute, five: load.fiveMinutes, fifteen: load.fifteenMinutes } }),
    ...(memory?.usedBytes !== undefined && { memory: percentOf(memory.usedBytes, memory.totalBytes) }),
    ...(memory?.swapTotalBytes !== undefined &&
      memory.swapUsedBytes !== undefined &&
      memory.swapTotalBytes > 0 && { swap: percentOf(memory.swapUsedBytes, memory.swapTotalBytes) }),
    mounts: disks === undefined ? [] : mountsOf(disks),
    ...(network && {
      network: totalOf(
        network.interfaces.flatMap(({ name, loopback, rate }) =>
          loopback || rate === undefined
            ? []
            : [
                {
                  name: name.slice(0, 120),
                  received: Math.round(rate.receivedBytesPerSecond),
                  sent: Math.round(rate.sentBytesPerSecond),
                },
              ],
        ),
      ),
    }),
    temperatures: (temperatures?.sensors ?? [])
      .map(({ chip, label, celsius }) => ({ label: `${chip} ${label}`.slice(0, 120), celsius: rounded(celsius) }))
      .slice(0, sampleBounds.temperatures),
    ...(services && servicesOf(services)),
    processes: (cpu?.processes ?? []).slice(0, sampleBounds.processes).flatMap(({ pid, name, cpuPercent }) => {
      return cpuPercent === undefined ? [] : [{ pid, name: name.slice(0, 120), cpuPercent: rounded(cpuPercent) }];
    }),
  };
}
