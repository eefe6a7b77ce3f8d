import { type Firing, firingRules, type Guard } from './alerts.ts';
import { allowedBad, burnRate, type Counts, usedBy } from './budget.ts';
import type { Spending } from './freeze.ts';
import { type Objective, objectiveOf, type Sli } from './objectives.ts';
import { slotsPerMinute, type Window, windowMinutes, windows } from './windows.ts';

export interface WindowStanding extends Counts {
  /** Share of good ones; none without traffic. */
  ratio: number | null;
  burn: number;
}

/** How one indicator stands. */
export interface Standing {
  sli: Sli;
  owner: string;
  /** Like 0.999. */
  objective: number;
  windows: Record<Window, WindowStanding>;
  /** How many may be bad in 30 days, at the traffic of the last 30. */
  allowedBad: number;
  /** Share of the 30 days' budget that is left; below 0 when more was spent. */
  remaining: number;
  usedIn7d: number;
  usedIn14d: number;
  /** The rules of burn that are met now. */
  firing: Firing[];
  /** There is too little traffic for the budget to say anything: neither alerts nor a freeze hang on it. */
  quiet: boolean;
}

export function standingOf(sli: Sli, stated: Objective, counted: Record<Window, Counts>, guard: Guard): Standing {
  const { badPerMillion } = stated;
  const { good, bad } = counted['30d'];
  // Of time it is known how much of it 30 days have: its budget is 43 min 12 s at 99.9 %, from the first day on.
  const expected = sli === 'availability' ? windowMinutes['30d'] * slotsPerMinute : 0;
  const allowed = allowedBad(counted['30d'], badPerMillion, expected);
  return {
    sli,
    owner: stated.owner,
    objective: objectiveOf(stated),
    windows: Object.fromEntries(
      windows.map(window => [window, windowStanding(counted[window], badPerMillion)]),
    ) as Standing['windows'],
    allowedBad: allowed,
    remaining: 1 - usedBy(bad, allowed),
    usedIn7d: usedBy(counted['7d'].bad, allowed),
    usedIn14d: usedBy(counted['14d'].bad, allowed),
    firing: firingRules(counted, badPerMillion, guard),
    quiet: bad < guard.badMin || good + bad < guard.validMin,
  };
}

function windowStanding(counts: Counts, badPerMillion: number): WindowStanding {
  const valid = counts.good + counts.bad;
  return { ...counts, ratio: valid === 0 ? null : counts.good / valid, burn: burnRate(counts, badPerMillion) };
}

/** What a freeze goes by. */
export function spendingsOf(standings: readonly Standing[]): Spending[] {
  return standings.filter(({ quiet }) => !quiet);
}
