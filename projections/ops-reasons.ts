import type { Instant } from '../domain/message.ts';
import { formatDuration } from '../domain/units.ts';
import type { OpsSnapshot } from './ops-snapshot.ts';
import type { SloReport } from './slo-query.ts';

/** What is not well, in words: an operator needs no log to see it. */

export interface Reason {
  /** `severe`: the service does not do what it is for, or a promise is broken. */
  weight: 'severe' | 'bad' | 'watch';
  says: string;
}

export interface Trouble extends Pick<OpsSnapshot, 'breakers' | 'mode' | 'faults' | 'commands' | 'outbox'> {
  lost: { name: string; cause: string; since: Instant }[];
  jobs: {
    shown: Pick<OpsSnapshot['jobs'], 'oldestQueuedMs' | 'oldestRunningMs' | 'stale' | 'pressureByClass'>;
    needsOperator: number;
    approvals: OpsSnapshot['approvals'];
  };
}

type Seen = Trouble & Pick<OpsSnapshot, 'actors' | 'bulkheads'> & { report: SloReport; score: number };

/** Older than this is not waiting, it is stuck. */
const waitMaxMs = { command: 30_000, reply: 60_000, queued: 300_000, running: 3_600_000, approval: 3_600_000 };

export function reasonsOf(seen: Seen, now: Instant): Reason[] {
  const all = [...promises(seen), ...outside(seen, now), ...waiting(seen), ...work(seen), ...budgets(seen)];
  const order = { severe: 0, bad: 1, watch: 2 };
  return all.sort((one, other) => order[one.weight] - order[other.weight]);
}

export function statusOfService(reasons: readonly Reason[], score: number): OpsSnapshot['status'] {
  if (score < 0.5 || reasons.some(({ weight }) => weight === 'severe')) return 'unhealthy';
  return score < 0.8 || reasons.some(({ weight }) => weight === 'bad') ? 'degraded' : 'healthy';
}

const when = (holds: boolean, weight: Reason['weight'], says: () => string): Reason[] =>
  holds ? [{ weight, says: says() }] : [];

function promises({ report }: Seen): Reason[] {
  return report.broken.map(({ guarantee, detail }) => ({
    weight: 'severe',
    says: `${guarantee.replaceAll('_', ' ')}: ${detail.slice(0, 160)}`,
  }));
}

function outside({ lost, breakers, mode, actors, faults }: Seen, now: Instant): Reason[] {
  const vital = new Set(['polling', 'eventstore']);
  const since = (at: Instant) => formatDuration(Math.max(0, Date.parse(now) - Date.parse(at)));
  return [
    ...lost.map(({ name, cause, since: at }): Reason => {
      return {
        weight: vital.has(name) ? 'severe' : 'bad',
        says: `${name} is away for ${since(at)}: ${cause.slice(0, 120)}`,
      };
    }),
    ...faults.map(({ kind, point, by, endsAt }): Reason => {
      return { weight: 'bad', says: `${by} injected ${kind} at ${point} until ${endsAt}` };
    }),
    ...breakers
      .filter(({ state }) => state !== 'closed')
      .map(({ name, state }): Reason => ({ weight: 'bad', says: `breaker ${name} is ${state}` })),
    ...breakers
      .filter(({ override }) => override !== null)
      .map(({ name, override }): Reason => ({ weight: 'watch', says: `breaker ${name} is held ${override}` })),
    ...when(mode.mode !== 'normal', 'bad', () => `mode ${mode.mode}: ${mode.why.slice(0, 120)}`),
    ...when(actors.parked > 0, 'bad', () => `${actors.parked} actors fail too often and rest`),
  ];
}

function waiting({ commands, outbox }: Seen): Reason[] {
  const { oldestMs, untaken, unanswered } = commands;
  return [
    ...when((oldestMs ?? 0) > waitMaxMs.command, 'bad', () => {
      return `${untaken + unanswered} commands wait, the oldest for ${formatDuration(oldestMs!)}`;
    }),
    ...when((outbox.oldestMs ?? 0) > waitMaxMs.reply, 'bad', () => {
      return `${outbox.pending} replies wait, the oldest for ${formatDuration(outbox.oldestMs!)}`;
    }),
  ];
}

function work({ jobs, bulkheads }: Seen): Reason[] {
  const { shown, needsOperator, approvals } = jobs;
  const { oldestQueuedMs, oldestRunningMs, stale, pressureByClass } = shown;
  const full = Object.entries(pressureByClass).filter(([, { queued, queuedMax }]) => queued >= queuedMax);
  const turnedAway = bulkheads.filter(({ rejected }) => rejected > 0);
  return [
    ...when(stale > 0, 'bad', () => `${stale} running past the end of their lease`),
    ...when(needsOperator > 0, 'bad', () => `${needsOperator} jobs wait for a person to say whether they ran`),
    ...when((oldestQueuedMs ?? 0) > waitMaxMs.queued, 'bad', () => `queued for ${formatDuration(oldestQueuedMs!)}`),
    ...when(
      (oldestRunningMs ?? 0) > waitMaxMs.running,
      'watch',
      () => `running for ${formatDuration(oldestRunningMs!)}`,
    ),
    ...full.map(([name]): Reason => ({ weight: 'bad', says: `the queue of ${name} is full` })),
    ...turnedAway.map(
      ({ class: name, rejected }): Reason => ({ weight: 'bad', says: `${name} turned away ${rejected} calls` }),
    ),
    ...when((approvals.oldestMs ?? 0) > waitMaxMs.approval, 'watch', () => {
      return `${approvals.pending} approvals wait, the oldest for ${formatDuration(approvals.oldestMs!)}`;
    }),
  ];
}

function budgets({ report, score }: Seen): Reason[] {
  const burning = report.indicators.flatMap(({ sli, firing }) =>
    firing.slice(0, 1).map(({ severity, factor, long }): Reason => {
      return {
        weight: severity === 'page' ? 'bad' : 'watch',
        says: `${sli} burns its budget over ${factor} in ${long}`,
      };
    }),
  );
  const { level, why } = report.freeze;
  return [
    ...burning,
    ...when(level !== 'open' && report.broken.length === 0, 'watch', () => `releases ${level}: ${why[0] ?? ''}`),
    ...when(score < 0.8, 'watch', () => `health score ${score.toFixed(2)}`),
  ];
}
