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
