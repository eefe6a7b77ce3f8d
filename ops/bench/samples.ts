import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { anySampler } from '../../adapters/host/any-host.ts';
import { sqliteSamples } from '../../adapters/sqlite/samples.ts';
import { sampleFile } from '../../adapters/sqlite/samples-file.ts';
import type { Sample } from '../../domain/sample/sample.ts';
import { simulatedSample } from '../../domain/sample/simulation.ts';

/**
 * What samples cost: one look at this machine in processor time, and 30 days of ten machines asked for at once, through
 * the thread that the program uses. Usage: node ops/bench/samples.ts
 */
const minute = 60_000;
const days = 30;
const hosts = Array.from({ length: 10 }, (_, index) => `host-${index}`);
const silent = { debug() {}, info() {}, warn() {}, error() {} };

await look();
await query();

async function look(): Promise<void> {
  const everyMs = 10_000;
  const sampler = anySampler({ host: 'here', build: 'bench', everyMs });
  const { signal } = new AbortController();
  for (let warm = 0; warm < 5; warm++) await sampler.sample(signal);
  const looks = 100;
  const before = process.cpuUsage();
  for (let count = 0; count < looks; count++) await sampler.sample(signal);
  const { user, system } = process.cpuUsage(before);
  const ms = (user + system) / 1000 / looks;
  console.log(
    `one sample of this machine: ${ms.toFixed(2)} ms of processor time, ${((ms / everyMs) * 100).toFixed(3)} % of a core every 10 s (target 1 %)`,
  );
}

async function query(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'binnacle-bench-'));
  const path = join(directory, 'samples.sqlite');
  const endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  const startMs = endMs - days * 86_400_000;
  fill(path, startMs, endMs);
  const samples = await sqliteSamples({ path, clock: { now: () => new Date(endMs).toISOString() }, log: silent });
  for (const pointsMax of [50_000, 900]) {
    const times: number[] = [];
    for (let run = 0; run < 5; run++) {
      const began = performance.now();
      const found = await Promise.all(
        hosts.map(host => samples.series({ host, metric: 'cpu', fromMs: startMs, toMs: endMs, pointsMax })),
      );
      times.push(performance.now() - began);
      if (run === 0) console.log(`  ${found.reduce((sum, { atMs }) => sum + atMs.length, 0)} points`);
    }
    const [first, ...others] = times.map(ms => ms.toFixed(0));
    console.log(
      `${days} days of ${hosts.length} machines, at most ${pointsMax} points each: ${first} ms, then ${others.join(', ')} ms`,
    );
  }
  await samples.close();
  console.log(`the file has ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB`);
  rmSync(directory, { recursive: true });
}

/** A sample a minute is enough for as many minutes as there are. */
function fill(path: string, startMs: number, endMs: number): void {
  const file = sampleFile(path);
  for (let fromMs = startMs; fromMs < endMs; fromMs += 60 * minute)
    for (const host of hosts) {
      const hour: Sample[] = Array.from({ length: 60 }, (_, index) =>
        simulatedSample({ host, build: 'bench', everyMs: minute }, fromMs + index * minute),
      );
      file.keep(hour, fromMs + 60 * minute);
    }
  file.close();
}
