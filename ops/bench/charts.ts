import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type DrawingPool, drawingPool } from '../../adapters/charts/charts.ts';
import type { ChartsReport } from '../../adapters/charts/options.ts';
import { chartOption } from '../../domain/chart/option.ts';
import { type ChartSpec, chartSpec, type Point } from '../../domain/chart/spec.ts';

/**
 * What a chart costs through the pool beside bare ECharts and node-canvas with the same encoding, in alternating rounds;
 * what a second process brings; how long the first chart after a start takes. Besides the clock it looks at the time that
 * main threads spent on a processor (Linux): with other work on the machine, only that says what the work itself takes,
 * and it is what is judged where it can be had. Ends with code 1 when a target is missed. `--rounds` (8) bounds it.
 */

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '8' } } });
const rounds = Number(values.rounds);
const perRound = 12;
const targets = { warmMax: 1.15, twoMin: 1.6, firstMsMax: 350, monthMsMax: 400 };

const minute = 60_000;
const now = Date.UTC(2026, 10, 21, 12);
let turn = 0;

function wave(count: number): Point[] {
  turn += 1;
  return Array.from({ length: count }, (_, index) => [
    now - (count - 1 - index) * minute,
    45 + 35 * Math.sin(index / 160 + turn) + ((index * 7919) % 13),
  ]);
}

/** Never the same twice: nothing comes from the cache. */
function specOf(count: number, points: number): ChartSpec {
  const series = Array.from({ length: count }, (_, index) => ({
    ...{ name: `cpu host-${index}`, host: `host-${index}`, metric: 'cpu', unit: 'percent' },
    points: wave(points),
  }));
  const size = { width: 450, height: 225, ratio: 2 };
  return chartSpec.parse({
    title: 'CPU',
    unit: 'percent',
    timeZone: 'UTC',
    from: now - points * minute,
    to: now,
    size,
    series,
  });
}
const specs = (count: number) => Array.from({ length: count }, () => specOf(3, 1440));

const sorted = (values: readonly number[]) => values.toSorted((one, other) => one - other);
const median = (values: readonly number[]) => sorted(values)[Math.floor(values.length / 2)]!;
/** On a machine with other work, the quiet quarter says what the work itself takes. */
const quiet = (values: readonly number[]) => sorted(values)[Math.floor(values.length / 4)]!;

const folder = mkdtempSync(join(tmpdir(), 'bench-charts-'));
let childPid: number | undefined;
function poolOf(slots: number): DrawingPool {
  const tell = (report: ChartsReport) => {
    if (report.type === 'child_started') childPid = report.pid;
  };
  return drawingPool({ slots, niceness: 0, slotWaitMs: 60_000, waitingMax: 1000, codeCache: folder, tell });
}

/** What the main thread of a process has spent on a processor; 0 where the system does not say it. */
function onProcessorMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]) / 1e6;
  } catch {
    return 0;
  }
}

async function timesOf(pool: DrawingPool, all: readonly ChartSpec[]): Promise<number[]> {
  const times: number[] = [];
  for (const spec of all) {
    const began = performance.now();
    await pool.draw(spec, { step: 'full' });
    times.push(performance.now() - began);
  }
  return times;
}

async function rateOf(pool: DrawingPool, all: readonly ChartSpec[]): Promise<number> {
  const began = performance.now();
  await Promise.all(all.map(spec => pool.draw(spec, { step: 'full' })));
  return (1000 * all.length) / (performance.now() - began);
}

let missed = 0;
function say(what: string, value: string, target: string, met: boolean): void {
  if (!met) missed += 1;
  console.log(`${what.padEnd(44)} ${value.padStart(26)}   ${target}${met ? '' : '   MISSED'}`);
}

async function warm(): Promise<void> {
  const env = { FONTCONFIG_FILE: fileURLToPath(new URL('../../fonts/fonts.conf', import.meta.url)), TZ: 'UTC' };
  const bare = fork(fileURLToPath(new URL('./charts/bare.ts', import.meta.url)), { serialization: 'advanced', env });
  const pool = poolOf(1);
  const ours = { times: [] as number[], onProcessor: 0, program: 0 };
  const theirs = { times: [] as number[], onProcessor: 0 };
  for (let round = -1; round < rounds; round++) {
    const [mine, other] = [specs(perRound), specs(perRound).map(spec => chartOption(spec, 'Bare'))];
    const before = onProcessorMs(bare.pid!);
    bare.send(other);
    const [times] = (await once(bare, 'message')) as [number[]];
    const between = onProcessorMs(bare.pid!);
    const program = onProcessorMs(process.pid);
    const began = program + (childPid === undefined ? 0 : onProcessorMs(childPid));
    const took = await timesOf(pool, mine);
    if (round < 0) continue;
    ours.times.push(...took);
    ours.program += onProcessorMs(process.pid) - program;
    ours.onProcessor += onProcessorMs(process.pid) + onProcessorMs(childPid!) - began;
    theirs.times.push(...times);
    theirs.onProcessor += between - before;
  }
  bare.disconnect();
  await pool.close();
  const clock = quiet(ours.times) / quiet(theirs.times);
  const count = rounds * perRound;
  const [mine, other] = [ours.onProcessor / count, theirs.onProcessor / count];
  const ratio = other > 0 ? mine / other : clock;
  say(
    'warm chart, pool beside bare, on processors',
    `${mine.toFixed(1)} / ${other.toFixed(1)} ms = ${ratio.toFixed(2)}`,
    `≤ ${targets.warmMax}`,
    ratio <= targets.warmMax,
  );
  const words = `${quiet(ours.times).toFixed(1)} / ${quiet(theirs.times).toFixed(1)} ms = ${clock.toFixed(2)}`;
  console.log(
    `${'  of it in the program itself'.padEnd(44)} ${`${(ours.program / count).toFixed(1)} ms`.padStart(26)}`,
  );
  console.log(`${'  by the clock, quiet quarter'.padEnd(44)} ${words.padStart(26)}`);
}

async function two(): Promise<void> {
  const [single, pair] = [poolOf(1), poolOf(2)];
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const [alone, together] = [await rateOf(single, specs(perRound)), await rateOf(pair, specs(perRound))];
    if (round >= 0) ratios.push(together / alone);
  }
  await Promise.all([single.close(), pair.close()]);
  const best = sorted(ratios).at(-Math.ceil(ratios.length / 4))!;
  say(
    'two processes beside one, charts a second',
    `${best.toFixed(2)} (median ${median(ratios).toFixed(2)})`,
    `≥ ${targets.twoMin}`,
    best >= targets.twoMin,
  );
}

async function first(): Promise<void> {
  const times: number[] = [];
  const onProcessor: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const pool = poolOf(1);
    const before = onProcessorMs(process.pid);
    const [ms] = await timesOf(pool, specs(1));
    const spent = onProcessorMs(process.pid) - before + onProcessorMs(childPid!);
    // The code must have been compiled once: it is kept after the first chart.
    await timesOf(pool, specs(1));
    if (round >= 0) times.push(ms!);
    if (round >= 0) onProcessor.push(spent);
    await pool.close();
  }
  const judged = quiet(onProcessor) > 0 ? quiet(onProcessor) : quiet(times);
  say(
    'first chart after start, on processors',
    `${judged.toFixed(0)} ms`,
    `≤ ${targets.firstMsMax} ms`,
    judged <= targets.firstMsMax,
  );
  console.log(
    `${'  by the clock'.padEnd(44)} ${`${quiet(times).toFixed(0)} ms (median ${median(times).toFixed(0)})`.padStart(26)}`,
  );
}

async function month(): Promise<void> {
  const pool = poolOf(1);
  await pool.warm();
  await timesOf(pool, specs(1));
  const times: number[] = [];
  for (let round = 0; round < Math.min(rounds, 4); round++) times.push(...(await timesOf(pool, [specOf(10, 43_200)])));
  await pool.close();
  say(
    '30 days of minutes of ten hosts, drawn',
    `${quiet(times).toFixed(0)} ms (median ${median(times).toFixed(0)})`,
    `≤ ${targets.monthMsMax} ms with its query`,
    quiet(times) <= targets.monthMsMax,
  );
}

try {
  await warm();
  await two();
  await first();
  await month();
} finally {
  rmSync(folder, { recursive: true });
}
if (missed > 0) process.exitCode = 1;
