import { jobClass as jobClasses } from '../domain/job/work.ts';
import type { Instant } from '../domain/message.ts';
import { percentile } from '../domain/slo/latency.ts';
import { minutesBack } from '../domain/slo/windows.ts';
import { countsIn } from './counts-query.ts';
import { total } from './event-counts.ts';
import type { SizedTables } from './every-projection.ts';
import { idempotencyTotals } from './idempotency-query.ts';
import { jobCounts } from './jobs-query.ts';
import { repliesTable, unansweredTable, untakenTable } from './open-work.projection.ts';
import { breakersTable, faultsTable, poolsTable, restingTable, settingTable } from './ops-snapshot.projection.ts';
import type { OpsBreaker, OpsSnapshot, OpsTerms } from './ops-snapshot.ts';
import type { Snapshot } from './ports.ts';
import type { SloTerms } from './slo-query.ts';

/** What the snapshot is made of, each from one view. */

const dayMs = 86_400_000;

export const share = (part: number, of: number) => (of === 0 ? 0 : part / of);
const ageMs = (at: Instant | null | undefined, now: Instant) =>
  at === null || at === undefined ? null : Math.max(0, Date.parse(now) - Date.parse(at));

/** Those that never had an event are closed. */
export function breakersOf(snapshot: Snapshot, names: readonly string[], now: Instant): OpsBreaker[] {
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

export function jobsOf(snapshot: Snapshot, caps: OpsTerms['caps'], now: Instant) {
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

export function classesOf({ shown }: ReturnType<typeof jobsOf>): OpsSnapshot['bulkheads'] {
  return Object.entries(shown.pressureByClass).map(([name, { running, runningMax, queued }]) => {
    return { class: name, active: running, max: runningMax, waiting: queued, rejected: 0 };
  });
}

export function poolsOf(
  snapshot: Snapshot,
  rejected: Record<string, number>,
  since: Instant,
): OpsSnapshot['bulkheads'] {
  return snapshot
    .select('ops-snapshot', poolsTable, { limit: 50 })
    .filter(({ at }) => at >= since)
    .map(({ name, active, max, waiting }) => ({ class: name, active, max, waiting, rejected: rejected[name] ?? 0 }));
}

export function commandsIn(snapshot: Snapshot, { objectives }: SloTerms, windowMinutes: number, now: Instant) {
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
export function workOf(snapshot: Snapshot, abandoned: Record<string, number>, now: Instant) {
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

export function modeOf(snapshot: Snapshot): OpsSnapshot['mode'] {
  const rows = new Map(snapshot.select('ops-snapshot', settingTable, { limit: 10 }).map(row => [row.name, row]));
  const mode = rows.get('mode');
  const autonomy = rows.get('autonomy')?.value ?? null;
  return { mode: mode?.value ?? 'normal', why: mode?.why ?? '', since: mode?.at ?? null, autonomy };
}

export const faultsIn = (snapshot: Snapshot, now: Instant) =>
  snapshot.select('ops-snapshot', faultsTable, { limit: 50 }).filter(({ endsAt }) => endsAt > now);

export const restingCount = (snapshot: Snapshot, now: Instant) =>
  snapshot.select('ops-snapshot', restingTable, { limit: 1000 }).filter(({ until }) => until > now).length;

export function repeatsOfDay(snapshot: Snapshot, tables: SizedTables, now: Instant) {
  const since = new Date(Date.parse(now) - dayMs).toISOString();
  const { replays, conflicts } = idempotencyTotals(snapshot, tables.idempotency, { since });
  return { replays, conflicts };
}
