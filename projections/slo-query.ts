import type { Instant } from '../domain/message.ts';
import { defaultGuard, type Guard } from '../domain/slo/alerts.ts';
import type { Counts } from '../domain/slo/budget.ts';
import type { Guarantee } from '../domain/slo/events.ts';
import { type Freeze, freezeOf } from '../domain/slo/freeze.ts';
import { percentile } from '../domain/slo/latency.ts';
import { defaultObjectives, type Objectives, type Sli, slis } from '../domain/slo/objectives.ts';
import { type Standing, spendingsOf, standingOf } from '../domain/slo/standing.ts';
import { minutesBack, type Window, windowMinutes, windows } from '../domain/slo/windows.ts';
import { availabilityIn } from './availability-query.ts';
import { countsIn, type Span } from './counts-query.ts';
import type { Traffic } from './indicators/tally.ts';
import type { Snapshot } from './ports.ts';
import { brokenTable } from './slo.projection.ts';

/** What the counts are judged by. */
export interface SloTerms {
  objectives: Objectives;
  guard: Guard;
}

export const defaultTerms: SloTerms = { objectives: defaultObjectives, guard: defaultGuard };

/** Milliseconds, by the nearest rank; none without traffic. */
export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

export interface SloStanding extends Standing {
  /** Of what ended well, over an hour and over 30 days. */
  latencyMs: { '1h': Percentiles; '30d': Percentiles };
  /** What they should be; none where nothing is said. */
  targetMs: Percentiles;
  /** What drills and probes did in 30 days: in none of the other figures. */
  synthetic: Counts;
}

export interface SloReport {
  at: Instant;
  indicators: SloStanding[];
  freeze: Freeze;
  /** What no budget allows, and nobody has said is mended. */
  broken: { guarantee: Guarantee; detail: string; at: Instant }[];
}

export function sloReport(snapshot: Snapshot, { objectives, guard }: SloTerms, at: Instant): SloReport {
  const indicators = slis.map(sli => indicator(snapshot, sli, objectives, guard, at));
  const rows = snapshot.select('slo', brokenTable, { limit: 20 });
  const broken = rows.map(row => ({ ...row, guarantee: row.guarantee as Guarantee }));
  const freeze = freezeOf(
    spendingsOf(indicators),
    broken.map(({ guarantee, detail }) => `${guarantee}: ${detail}`),
  );
  return { at, indicators, freeze, broken };
}

function indicator(snapshot: Snapshot, sli: Sli, objectives: Objectives, guard: Guard, now: Instant): SloStanding {
  const stated = objectives[sli];
  const spans = Object.fromEntries(
    windows.map(window => [window, spanOf(snapshot, sli, 'real', window, now, stated.withinMs)]),
  ) as Record<Window, Span>;
  return {
    ...standingOf(sli, stated, spans, guard),
    latencyMs: { '1h': percentilesOf(spans['1h']), '30d': percentilesOf(spans['30d']) },
    targetMs: { p50: stated.p50Ms ?? null, p95: stated.p95Ms ?? null, p99: stated.p99Ms ?? null },
    synthetic: countsOf(spanOf(snapshot, sli, 'synthetic', '30d', now, stated.withinMs)),
  };
}

function spanOf(
  snapshot: Snapshot,
  sli: Sli,
  traffic: Traffic,
  window: Window,
  now: Instant,
  withinMs: number | undefined,
): Span {
  const minutes = minutesBack(now, windowMinutes[window]);
  if (sli === 'availability' && traffic === 'real') return availabilityIn(snapshot, minutes, now);
  return countsIn(snapshot, { sli, traffic, ...minutes, now, ...(withinMs === undefined ? {} : { withinMs }) });
}

const countsOf = ({ good, bad }: Counts): Counts => ({ good, bad });

function percentilesOf({ took }: Span): Percentiles {
  const at = (share: number) => {
    const ms = percentile(took, share);
    return ms === undefined ? null : Math.round(ms);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
