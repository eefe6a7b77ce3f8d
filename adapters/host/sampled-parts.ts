import type { DisksReading, ServicesReading, TrafficTotals } from '../../actors/answers/host-ports.ts';
import { type Sample, sampleBounds } from '../../domain/sample/sample.ts';
import type { ProcessSample } from './processes.ts';
import type { ProcessorTimes } from './processor-times.ts';
import { rateBetween } from './traffic.ts';

/** The parts of a sample, made of readings. */

/** What is counted since the machine started, at one moment. */
export interface Counters {
  times: ProcessorTimes;
  traffic: Map<string, TrafficTotals>;
  processes: Map<number, ProcessSample>;
  /** Monotonic. */
  atMs: number;
}

export const rounded = (value: number) => Math.round(value * 100) / 100;

const bounded = (percent: number) => rounded(Math.min(100, Math.max(0, percent)));

export function percentOf(usedBytes: number, totalBytes: number) {
  const used = Math.max(0, usedBytes);
  return { usedPercent: totalBytes > 0 ? bounded((used / totalBytes) * 100) : 0, usedBytes: used, totalBytes };
}

/** Read-only file systems never fill up: they are left out. */
export function mountsOf({ mounts }: Pick<DisksReading, 'mounts'>): Sample['mounts'] {
  return mounts
    .filter(({ readOnly }) => !readOnly)
    .slice(0, sampleBounds.mounts)
    .map(({ mountPoint, usedPercent, availableBytes, inodes }) => ({
      path: mountPoint.slice(0, 120),
      usedPercent: bounded(usedPercent),
      freeBytes: availableBytes,
      ...(inodes && inodes.total > 0 && { inodesPercent: bounded((inodes.used / inodes.total) * 100) }),
    }));
}

/** Loopback is no network; an interface that came or was reset meanwhile counts from the next sample on. */
export function networkOf(before: Counters, now: Counters): Pick<Sample, 'network'> {
  const windowMs = now.atMs - before.atMs;
  const interfaces = [...now.traffic]
    .filter(([name]) => name !== 'lo')
    .flatMap(([name, totals]) => {
      const rate = rateBetween(before.traffic.get(name), totals, windowMs);
      const received = Math.round(rate?.receivedBytesPerSecond ?? 0);
      const sent = Math.round(rate?.sentBytesPerSecond ?? 0);
      return rate === undefined ? [] : [{ name: name.slice(0, 120), received, sent }];
    });
  return { network: totalOf(interfaces) };
}

export function totalOf(interfaces: NonNullable<Sample['network']>['interfaces']): NonNullable<Sample['network']> {
  return {
    received: interfaces.reduce((sum, { received }) => sum + received, 0),
    sent: interfaces.reduce((sum, { sent }) => sum + sent, 0),
    interfaces: interfaces
      .toSorted((one, other) => other.received + other.sent - one.received - one.sent)
      .slice(0, sampleBounds.interfaces),
  };
}

/** Only where systemd runs: elsewhere nobody says what failed. */
export function servicesOf(reading: ServicesReading): Pick<Sample, 'services'> {
  if (reading.manager !== 'systemd') return {};
  const states: Record<string, number> = {};
  for (const { active } of reading.units) states[active.slice(0, 40)] = (states[active.slice(0, 40)] ?? 0) + 1;
  const failed = reading.units.filter(({ active }) => active === 'failed').map(({ name }) => name.slice(0, 120));
  return { services: { states, failed: failed.slice(0, sampleBounds.failedServices) } };
}
