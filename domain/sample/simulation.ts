import type { Sample } from './sample.ts';

/**
 * The simulated machine: waves with spikes on them, a pure function of time and seed, so that every machine that
 * simulates shows the same picture, and a test knows it beforehand.
 */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const gibibyte = 2 ** 30;

/** The sample of a simulated machine at an instant. `seed` moves the spikes and the noise. */
export function simulatedSample(
  { host, build, everyMs }: Pick<Sample, 'host' | 'build' | 'everyMs'>,
  atMs: number,
  seed = 1,
): Sample {
  const cpu = simulatedCpu(atMs, seed);
  const memory = bounded(62 + 12 * wave(atMs, 6 * hourMs) + 4 * wave(atMs, 37 * minuteMs) + noise(atMs, seed, 1));
  const swap = bounded(18 + 9 * wave(atMs, 9 * hourMs));
  const disk = bounded(55 + 30 * ((atMs % (10 * dayMs)) / (10 * dayMs)));
  const received = 2_000_000 * (1.2 + wave(atMs, 20 * minuteMs)) + 50_000 * Math.abs(noise(atMs, seed, 2));
  const sent = 600_000 * (1.2 + wave(atMs, 31 * minuteMs)) + 20_000 * Math.abs(noise(atMs, seed, 3));
  const network = { received: Math.round(received), sent: Math.round(sent) };
  return {
    ...{ host, build, everyMs, mode: 'simulated', at: new Date(atMs).toISOString(), cores: 4 },
    cpuPercent: cpu,
    iowaitPercent: bounded(3 + 2.5 * wave(atMs, 17 * minuteMs)),
    load: { one: rounded(cpu / 25), five: rounded(1.6 + wave(atMs, 2 * hourMs)), fifteen: 1.6 },
    memory: { usedPercent: memory, usedBytes: Math.round((memory / 100) * 16 * gibibyte), totalBytes: 16 * gibibyte },
    swap: { usedPercent: swap, usedBytes: Math.round((swap / 100) * 4 * gibibyte), totalBytes: 4 * gibibyte },
    mounts: [
      { path: '/', usedPercent: disk, inodesPercent: 12, freeBytes: Math.round((1 - disk / 100) * 200 * gibibyte) },
      { path: '/var', usedPercent: 41, inodesPercent: 30, freeBytes: 59 * gibibyte },
    ],
    network: { ...network, interfaces: [{ name: 'eth0', ...network }] },
    temperatures: [{ label: 'package', celsius: rounded(42 + cpu / 4) }],
    services: { states: { running: 24, exited: 6 }, failed: [] },
    processes: [
      { pid: 101, name: 'postgres', cpuPercent: rounded(cpu * 2), memoryBytes: 3 * gibibyte },
      { pid: 202, name: 'nginx', cpuPercent: rounded(cpu / 2), memoryBytes: gibibyte / 4 },
    ],
  };
}

/** A minute of every fifteen may hold a spike to 96 %; twelve minutes of every four hours are held at 91 %. */
function simulatedCpu(atMs: number, seed: number): number {
  const spikeAt = Math.floor(chance(Math.floor(atMs / (15 * minuteMs)), seed, 4) * 14);
  const isSpike = Math.floor((atMs % (15 * minuteMs)) / minuteMs) === spikeAt;
  const heldFrom = (1 + Math.floor(chance(Math.floor(atMs / (4 * hourMs)), seed, 5) * 180)) * minuteMs;
  const intoHours = atMs % (4 * hourMs);
  const isHeld = intoHours >= heldFrom && intoHours < heldFrom + 12 * minuteMs;
  if (isSpike) return bounded(96 + noise(atMs, seed, 6) / 2);
  if (isHeld) return bounded(91 + noise(atMs, seed, 7) / 2);
  return bounded(34 + 18 * wave(atMs, 30 * minuteMs) + 8 * wave(atMs, 7 * minuteMs) + 2 * noise(atMs, seed, 8));
}

/** -1 to 1, from 0 upwards at the epoch. */
function wave(atMs: number, periodMs: number): number {
  return Math.sin((2 * Math.PI * (atMs % periodMs)) / periodMs);
}

/** -1 to 1, another every ten seconds. */
function noise(atMs: number, seed: number, channel: number): number {
  return 2 * chance(Math.floor(atMs / 10_000), seed, channel) - 1;
}

/** At least 0 and under 1; the same for the same numbers, on every machine (integer arithmetic alone). */
function chance(step: number, seed: number, channel: number): number {
  let mixed = (step ^ Math.imul(seed, 0x9e3779b1) ^ Math.imul(channel, 0x85ebca6b)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
}

const rounded = (value: number) => Math.round(value * 100) / 100;
const bounded = (percent: number) => rounded(Math.min(100, Math.max(0, percent)));
