import { type FaultKind, faultKinds } from '../faults.ts';
import { type RunOptions, type RunResult, simulate } from '../simulate.ts';
import { scenarioMs, scenarios } from './scenarios.ts';

/** What was tried, and what failed first. */
export interface Tried {
  runs: number;
  failed?: RunResult & { how: string };
}

const nothing: ReadonlySet<string> = new Set();

const story = (name: string): RunOptions => ({
  seed: 1,
  stormMs: scenarioMs,
  only: nothing,
  scenario: scenarios[name]!,
});

/**
 * One crash at every point of a scenario where a call takes effect or is answered; `every` takes one of so many, the
 * first each time.
 */
export async function crashEverywhere(name: string, every = 1, more: Partial<RunOptions> = {}): Promise<Tried> {
  const calm = await simulate({ ...story(name), ...more });
  if (calm.violation !== undefined) return { runs: 1, failed: { ...calm, how: 'without any crash' } };
  let runs = 1;
  for (let point = 1; point <= calm.points; point += every) {
    const result = await simulate({ ...story(name), ...more, crashAtPoint: point });
    runs++;
    if (result.violation !== undefined) return { runs, failed: { ...result, how: `--crash ${point}` } };
  }
  return { runs };
}

/** Troubles of the whole, which no call meets by itself. */
const ofTheWhole = /^(process|clock)\.|^store\.(full|read-only)$|^bus\.(stall|leader-change|wipe)$|^cache\./;
/** Drawn at each look of the bus: more of them tell nothing new. */
const most: Partial<Record<FaultKind, number>> = { 'bus.garbage': 5 };

/** For each kind of failing call: the first fails, then the second, and so on, until there is no such call any more. */
export async function failEveryCall(name: string, every = 1, more: Partial<RunOptions> = {}): Promise<Tried> {
  let runs = 0;
  for (const kind of Object.keys(faultKinds) as FaultKind[]) {
    if (ofTheWhole.test(kind)) continue;
    for (let number = 1; number <= (most[kind] ?? 1_000); number += every) {
      const occasion = `${kind}#${number}`;
      const result = await simulate({ ...story(name), ...more, only: new Set([occasion]) });
      runs++;
      if (result.violation !== undefined) return { runs, failed: { ...result, how: `--only ${occasion}` } };
      if (result.struck.length === 0) break;
    }
  }
  return { runs };
}
