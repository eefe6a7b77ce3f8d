import { type JobClass, jobClass as jobClasses } from '../domain/job/work.ts';
import type { Instant, JsonObject } from '../domain/message.ts';
import { Refusal } from '../domain/refusal.ts';
import { healthScore } from '../domain/slo/health-score.ts';
import { percentile } from '../domain/slo/latency.ts';
import { minutesBack } from '../domain/slo/windows.ts';
import { countsIn } from './counts-query.ts';
import { countsSince, total } from './event-counts.ts';
import type { SizedTables } from './every-projection.ts';
import { idempotencyTotals } from './idempotency-query.ts';
import { type JobStateName, jobCounts } from './jobs-query.ts';
import { repliesTable, unansweredTable, untakenTable } from './open-work.projection.ts';
import { reasonsOf, statusOfService, type Trouble } from './ops-reasons.ts';
import { breakersTable, lostTable, poolsTable, restingTable, settingTable } from './ops-snapshot.projection.ts';
import type { Snapshot } from './ports.ts';
import { type Percentiles, type SloReport, type SloTerms, sloReport } from './slo-query.ts';

/** What the snapshot is held against, from the configuration. */
export interface OpsTerms {
  /** Every breaker there is. */
  dependencies: readonly string[];
  caps: Record<JobClass, { running: number; queued: number }>;
  /** The configuration as it may be shown. */
  config: JsonObject;
}

/** Where no configuration is at hand: no bound is known. */
export const unknownTerms: OpsTerms = {
  dependencies: [],
  caps: Object.fromEntries(
    jobClasses.options.map(name => [name, { running: Number.MAX_SAFE_INTEGER, queued: Number.MAX_SAFE_INTEGER }]),
  ) as OpsTerms['caps'],
  config: {},
};

export interface OpsOptions {
  /** 1 to 10080; past a day, whole hours. Default 15. */
  windowMinutes?: number;
}

export interface OpsSnapshot {
  generatedAt: Instant;
  windowMinutes: number;
  status: 'healthy' | 'degraded' | 'unhealthy';
  /** What is not well, the worst first; in words. */
  reasons: string[];
  mode: { mode: string; why: string; since: Instant | null; autonomy: string | null };
  /** 0 to 1. */
  healthScore: number;
  config: JsonObject;
  rateLimits: { byOutcome: Record<string, number> };
  breakers: OpsBreaker[];
  /** Classes of jobs as they are; pools of calls as they were when they last turned one away in the window. */
  bulkheads: { class: string; active: number; max: number; waiting: number; rejected: number }[];
  idempotency: { keys: number; replays: number; conflicts: number };
  /** Of the last 24 hours. */
  idempotency24h: { replays: number; conflicts: number };
  cache: { byNamespace: Record<string, never> };
  jobs: {
    byState: Record<JobStateName, number>;
    failed24h: number;
    pressureByClass: Record<
      JobClass,
      { queued: number; running: number; queuedMax: number; runningMax: number; oldestQueuedMs: number | null }
    >;
    oldestQueuedMs: number | null;
    oldestRunningMs: number | null;
    stale: number;
    needsOperator: number;
  };
  leases: { active: number; stale: number };
  approvals: { pending: number; oldestMs: number | null };
  commands: { untaken: number; unanswered: number; oldestMs: number | null };
  outbox: { pending: number; oldestMs: number | null; failed: number };
  actors: { parked: number; restarts: number };
  timeouts: { command: number; work: number; lease: number };
  errors: { byCode: Record<string, number> };
  latencyMs: Percentiles;
  /** Of the commands in the window; none without traffic. */
  goodRatio: number | null;
  fallbacks: { byStep: Record<string, number> };
  /** Faults that are being injected; none is, before they can be. */
  faults: never[];
  errorBudget: { sli: string; remaining: number; burn1h: number; burn6h: number; burn3d: number }[];
  release: SloReport['freeze'];
}

export interface OpsBreaker {
  name: string;
  state: string;
  /** Shares of the calls it was last decided on; none when it never opened. */
  failureRate: number | null;
  slowCallRate: number | null;
  lastFailureAt: Instant | null;
  nextRetryAt: Instant | null;
  override: string | null;
}

/** The views the snapshot is made of; its age is that of the furthest back. */
export const opsViews = ['ops-snapshot', 'open-work', 'jobs', 'slo', 'idempotency'] as const;

const dayMs = 86_400_000;

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
    faults: [],
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

const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
const ageMs = (at: Instant | null | undefined, now: Instant) =>
  at === null || at === undefined ? null : Math.max(0, Date.parse(now) - Date.parse(at));

/** Those that never had an event are closed. */
function breakersOf(snapshot: Snapshot, names: readonly string[], now: Instant): OpsBreaker[] {
  const known = new Map(snapshot.select('ops-snapshot', breakersTable, { limit: 200 }).map(row => [row.name, row]));
  return [...new Set([...names, ...known.keys()])].map(name => {
    const row = known.get(name);
    const forced = row?.override != null && (row.overrideUntil === null || row.overrideUntil > now);
    const calls = row?.calls ?? 0;
    return {
      name,
      state: row?.state ?? 'closed',
      failureRate: calls === 0 ? null : row!.failures / calls,
      slowCallRate: calls === 0 ? null : row!.slow / calls,
      lastFailureAt: row?.openedAt ?? null,
      nextRetryAt: row?.state === 'open' ? row.retryAt : null,
      override: forced ? row!.override : null,
    };
  });
}

function jobsOf(snapshot: Snapshot, caps: OpsTerms['caps'], now: Instant) {
  const { byState, byClass, failed24h, stale, approvals, needsOperator } = jobCounts(snapshot, now);
  const pressure = jobClasses.options.map(name => {
    const { queued, running, oldestQueuedAt } = byClass[name];
    const { queued: queuedMax, running: runningMax } = caps[name];
    return [name, { queued, running, queuedMax, runningMax, oldestQueuedMs: ageMs(oldestQueuedAt, now) }] as const;
  });
  const oldest = (which: 'oldestQueuedAt' | 'oldestRunningAt') =>
    ageMs(
      jobClasses.options
        .map(name => byClass[name][which])
        .filter(at => at !== null)
        .sort()[0],
      now,
    );
  return {
    shown: {
      byState,
      failed24h,
      pressureByClass: Object.fromEntries(pressure) as OpsSnapshot['jobs']['pressureByClass'],
      oldestQueuedMs: oldest('oldestQueuedAt'),
      oldestRunningMs: oldest('oldestRunningAt'),
      stale,
    },
    needsOperator,
    approvals: { pending: approvals.pending, oldestMs: ageMs(approvals.oldestAt, now) },
  };
}

function classesOf({ shown }: ReturnType<typeof jobsOf>): OpsSnapshot['bulkheads'] {
  return Object.entries(shown.pressureByClass).map(([name, { running, runningMax, queued }]) => {
    return { class: name, active: running, max: runningMax, waiting: queued, rejected: 0 };
  });
}

function poolsOf(snapshot: Snapshot, rejected: Record<string, number>, since: Instant): OpsSnapshot['bulkheads'] {
  return snapshot
    .select('ops-snapshot', poolsTable, { limit: 50 })
    .filter(({ at }) => at >= since)
    .map(({ name, active, max, waiting }) => ({ class: name, active, max, waiting, rejected: rejected[name] ?? 0 }));
}

function commandsIn(snapshot: Snapshot, { objectives }: SloTerms, windowMinutes: number, now: Instant) {
  const { withinMs } = objectives.commands;
  const span = countsIn(snapshot, {
    ...{ sli: 'commands', traffic: 'real', ...minutesBack(now, windowMinutes), now },
    ...(withinMs === undefined ? {} : { withinMs }),
  });
  const valid = span.good + span.bad;
  const at = (part: number) => {
    const ms = percentile(span.took, part);
    return ms === undefined ? null : Math.round(ms);
  };
  return {
    goodRatio: valid === 0 ? null : span.good / valid,
    latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
  };
}

/** What is open between a message and its reply. */
function workOf(snapshot: Snapshot, abandoned: Record<string, number>, now: Instant) {
  const oldest = { order: ['position'], limit: 1 } as const;
  const [untaken] = snapshot.select('open-work', untakenTable, oldest);
  const [unanswered] = snapshot.select('open-work', unansweredTable, oldest);
  const [reply] = snapshot.select('open-work', repliesTable, oldest);
  const first = [untaken?.receivedAt, unanswered?.acceptedAt].filter(at => at !== undefined).sort()[0];
  return {
    commands: {
      untaken: snapshot.count('open-work', untakenTable),
      unanswered: snapshot.count('open-work', unansweredTable),
      oldestMs: ageMs(first, now),
    },
    outbox: {
      pending: snapshot.count('open-work', repliesTable),
      oldestMs: ageMs(reply?.requestedAt, now),
      failed: total(abandoned),
    },
  };
}

function modeOf(snapshot: Snapshot): OpsSnapshot['mode'] {
  const rows = new Map(snapshot.select('ops-snapshot', settingTable, { limit: 10 }).map(row => [row.name, row]));
  const mode = rows.get('mode');
  const autonomy = rows.get('autonomy')?.value ?? null;
  return { mode: mode?.value ?? 'normal', why: mode?.why ?? '', since: mode?.at ?? null, autonomy };
}

const restingCount = (snapshot: Snapshot, now: Instant) =>
  snapshot.select('ops-snapshot', restingTable, { limit: 1000 }).filter(({ until }) => until > now).length;

function repeatsOfDay(snapshot: Snapshot, tables: SizedTables, now: Instant) {
  const since = new Date(Date.parse(now) - dayMs).toISOString();
  const { replays, conflicts } = idempotencyTotals(snapshot, tables.idempotency, { since });
  return { replays, conflicts };
}
