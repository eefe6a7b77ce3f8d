import { fork } from 'node:child_process';
import { join } from 'node:path';
import { addTo, type Seen } from './coverage.ts';
import { type RunOptions, simulate } from './simulate.ts';

/** The sum of many runs. */
export interface Totals {
  seeds: number;
  steps: number;
  virtualMs: number;
  struck: number;
  lives: number;
  sent: number;
  /** The longest way to rest after healing, and whose. */
  restMs: number;
  restSeed: number;
  seen: Seen;
  failed: { seed: number; invariant: string; message: string }[];
}

export const newTotals = (): Totals => ({
  ...{ seeds: 0, steps: 0, virtualMs: 0, struck: 0, lives: 0, sent: 0, restMs: 0, restSeed: 0 },
  seen: {},
  failed: [],
});

/** Runs so many seeds from one on; ends with the first that fails. */
export async function runSeeds(from: number, count: number, options: Omit<RunOptions, 'seed'> = {}): Promise<Totals> {
  const totals = newTotals();
  for (let seed = from; seed < from + count && totals.failed.length === 0; seed++) {
    const { violation, struck, seen, restMs, ...run } = await simulate({ ...options, seed });
    addTo(totals.seen, { struck, seen });
    const { steps, virtualMs, lives, sent } = run;
    addTotals(totals, {
      ...{ seeds: 1, steps, virtualMs, struck: struck.length, lives, sent, restMs, restSeed: seed, seen: {} },
      failed: violation === undefined ? [] : [{ seed, ...violation }],
    });
  }
  return totals;
}

export function addTotals(totals: Totals, more: Totals): void {
  for (const name of ['seeds', 'steps', 'virtualMs', 'struck', 'lives', 'sent'] as const) totals[name] += more[name];
  if (more.restMs > totals.restMs) [totals.restMs, totals.restSeed] = [more.restMs, more.restSeed];
  for (const [name, count] of Object.entries(more.seen)) totals.seen[name] = (totals.seen[name] ?? 0) + count;
  totals.failed.push(...more.failed);
}

/** Few enough that no process is the last for long, many enough that starting one costs little. */
const seedsAtOnce = 25;

/**
 * The seeds, dealt out to processes of their own: each takes the next few when it is done. Ends with the first
 * that fails. `flags` are those of the command line.
 */
export async function dealOut(deal: {
  from: number;
  count: number;
  processes: number;
  flags?: string[];
}): Promise<Totals> {
  const { from, count, processes, flags = [] } = deal;
  const totals = newTotals();
  const end = from + count;
  let next = from;
  const worker = async () => {
    while (next < end && totals.failed.length === 0) {
      const mine = next;
      next += seedsAtOnce;
      addTotals(totals, await elsewhere(mine, Math.min(seedsAtOnce, end - mine), flags));
    }
  };
  await Promise.all(Array.from({ length: processes }, worker));
  return totals;
}

function elsewhere(from: number, count: number, flags: string[]): Promise<Totals> {
  const own = ['--from', String(from), '--seeds', String(count)];
  const child = fork(join(import.meta.dirname, 'main.ts'), [...own, ...flags], { execArgv: [] });
  return new Promise((resolve, reject) => {
    child.once('message', totals => resolve(totals as Totals));
    child.once('exit', code => reject(new Error(`seeds from ${from} on: the process ended with ${code}`)));
  });
}
