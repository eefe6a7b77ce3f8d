import type { Instant } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { allowedBad } from '../domain/slo/budget.ts';
import { percentile } from '../domain/slo/latency.ts';
import { type Sli, slis } from '../domain/slo/objectives.ts';
import { minuteMs, minutesBack, slotsPerMinute, windowMinutes } from '../domain/slo/windows.ts';
import { availabilityIn } from './availability-query.ts';
import { countsIn } from './counts-query.ts';
import type { Snapshot } from './ports.ts';
import type { SloTerms } from './slo-query.ts';

export interface SloHistoryOptions {
  sli: Sli;
  /** Default 30d. */
  window?: '6h' | '3d' | '30d';
}

/** How an indicator came to stand as it does: counts and times in 120 equal parts of the window, oldest first. */
export interface SloHistory {
  sli: Sli;
  window: '6h' | '3d' | '30d';
  objective: number;
  stepMs: number;
  points: {
    at: Instant;
    good: number;
    bad: number;
    p50: number | null;
    p95: number | null;
    /** Of the budget of 30 days at the end of this part, as far as this window knows; none without an allowance. */
    remaining: number | null;
  }[];
}

const parts = 120;

/** @throws {Refusal} `invalid_request` for an indicator or a window that there is not. */
export function sloHistory(
  snapshot: Snapshot,
  { objectives }: SloTerms,
  { sli, window = '30d' }: SloHistoryOptions,
  now: Instant,
): SloHistory {
  if (!slis.includes(sli) || !['6h', '3d', '30d'].includes(window))
    throw new Refusal('invalid_request', `Indicators are ${slis.join(', ')}; windows are 6h, 3d and 30d.`);
  const { badPerMillion, withinMs } = objectives[sli];
  const { from } = minutesBack(now, windowMinutes[window]);
  const step = windowMinutes[window] / parts;
  const within = withinMs === undefined ? {} : { withinMs };
  const spanOf = (span: { from: number; to: number }) =>
    sli === 'availability'
      ? availabilityIn(snapshot, span, now)
      : countsIn(snapshot, { sli, traffic: 'real', ...span, ...within, now });
  const month = spanOf(minutesBack(now, windowMinutes['30d']));
  // Of time it is known how much of it 30 days have.
  const expected = sli === 'availability' ? windowMinutes['30d'] * slotsPerMinute : 0;
  const allowed = allowedBad(month, badPerMillion, expected);
  const spans = Array.from({ length: parts }, (_, index) =>
    spanOf({ from: from + index * step, to: from + (index + 1) * step }),
  );
  // What was bad before this window began is spent already.
  let spent = month.bad - spans.reduce((sum, { bad }) => sum + bad, 0);
  return {
    ...{ sli, window, objective: 1 - badPerMillion / 1_000_000, stepMs: step * minuteMs },
    points: spans.map(({ good, bad, took }, index) => {
      spent += bad;
      return {
        at: new Date((from + index * step) * minuteMs).toISOString(),
        ...{ good, bad, p50: rounded(percentile(took, 0.5)), p95: rounded(percentile(took, 0.95)) },
        remaining: allowed === 0 ? null : 1 - spent / allowed,
      };
    }),
  };
}

const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms));
