import type { Instant } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { healthScore } from '../domain/slo/health-score.ts';
import { minutesBack } from '../domain/slo/windows.ts';
import { countsSince, total } from './event-counts.ts';
import type { SizedTables } from './every-projection.ts';
import { idempotencyTotals } from './idempotency-query.ts';
import {
  breakersOf,
  classesOf,
  commandsIn,
  faultsIn,
  jobsOf,
  modeOf,
  poolsOf,
  repeatsOfDay,
  restingCount,
  share,
  workOf,
} from './ops-parts.ts';
import { reasonsOf, statusOfService, type Trouble } from './ops-reasons.ts';
import { lostTable } from './ops-snapshot.projection.ts';
import type { OpsOptions, OpsSnapshot, OpsTerms } from './ops-snapshot.ts';
import type { Snapshot } from './ports.ts';
import { type SloTerms, sloReport } from './slo-query.ts';

/** The views the snapshot is made of; its age is that of the furthest back. */
export const opsViews = ['ops-snapshot', 'open-work', 'jobs', 'slo', 'idempotency'] as const;

export function opsSnapshot(
  snapshot: Snapshot,
  { ops, slo, tables }: { ops: OpsTerms; slo: SloTerms; tables: SizedTables },
  { windowMinutes = 15 }: OpsOptions,
  now: Instant,
): OpsSnapshot {
  requireWindow(windowMinutes);
  const { from } = minutesBack(now, windowMinutes);
  const since = new Date(from * 60_000).toISOString();
  const counts = countsSince(snapshot, 'ops-snapshot', from, now);
  const report = sloReport(snapshot, slo, now);
  const breakers = breakersOf(snapshot, ops.dependencies, now);
  const jobs = jobsOf(snapshot, ops.caps, now);
  const bulkheads = [...classesOf(jobs), ...poolsOf(snapshot, counts.rejected, since)];
  const commands = commandsIn(snapshot, slo, windowMinutes, now);
  const work = workOf(snapshot, counts.abandoned, now);
  const mode = modeOf(snapshot);
  const faults = faultsIn(snapshot, now);
  const actors = { parked: restingCount(snapshot, now), restarts: total(counts.restart) };
  const score = healthScore({
    openBreakers: share(breakers.filter(({ state }) => state === 'open').length, breakers.length),
    errorRate: 1 - (commands.goodRatio ?? 1),
    p95Ms: commands.latencyMs.p95 ?? 0,
    bulkheadUse: Math.max(0, ...bulkheads.map(({ active, max }) => share(active, max))),
  });
  const trouble: Trouble = {
    breakers,
    lost: snapshot.select('ops-snapshot', lostTable, { limit: 50 }),
    mode,
    faults,
    jobs,
    ...work,
  };
  const reasons = reasonsOf({ ...trouble, actors, report, bulkheads, score }, now);
  return {
    generatedAt: now,
    windowMinutes,
    status: statusOfService(reasons, score),
    reasons: reasons.map(({ says }) => says),
    ...{ mode, config: ops.config, breakers, bulkheads, actors },
    healthScore: Math.round(score * 1000) / 1000,
    rateLimits: { byOutcome: counts.limit },
    idempotency: idempotencyTotals(snapshot, tables.idempotency, { since }),
    idempotency24h: repeatsOfDay(snapshot, tables, now),
    cache: { byNamespace: {} },
    jobs: { ...jobs.shown, needsOperator: jobs.needsOperator },
    leases: { active: jobs.shown.byState.running - jobs.shown.stale, stale: jobs.shown.stale },
    approvals: jobs.approvals,
    ...work,
    timeouts: {
      command: counts.timeout.command ?? 0,
      work: counts.timeout.work ?? 0,
      lease: counts.timeout.lease ?? 0,
    },
    errors: { byCode: counts.error },
    ...commands,
    fallbacks: { byStep: counts.fallback },
    faults,
    errorBudget: report.indicators.map(({ sli, remaining, windows }) => {
      return { sli, remaining, burn1h: windows['1h'].burn, burn6h: windows['6h'].burn, burn3d: windows['3d'].burn };
    }),
    release: report.freeze,
  };
}

function requireWindow(minutes: number): void {
  if (Number.isSafeInteger(minutes) && minutes >= 1 && minutes <= 7 * 1440) return;
  throw new Refusal('invalid_request', `The window is 1 to ${7 * 1440} minutes, not ${minutes}.`);
}
