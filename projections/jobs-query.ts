import type { StateName } from '../domain/job/rules.ts';
import { type JobClass, jobClass as jobClasses } from '../domain/job/work.ts';
import { Refusal } from '../domain/refusal.ts';
import { limitOf } from './bounds.ts';
import type { GateRow } from './job-changes.ts';
import { type JobRow, jobsTable } from './jobs-table.ts';
import type { Snapshot } from './ports.ts';
import type { Condition } from './table.ts';

export const jobStates = [
  'requested',
  'approved',
  'queued',
  'running',
  'succeeded',
  'failed',
  'canceled',
  'expired',
] as const satisfies StateName[];
export type JobStateName = (typeof jobStates)[number];
/** A list of jobs, or of what is open: at most so many. */
const openMax = 10_000;

type Parsed =
  | 'gates'
  | 'lastError'
  | 'result'
  | 'state'
  | 'jobClass'
  | 'revision'
  | 'position'
  | 'ended'
  | 'canceling'
  | 'told';

/** A job as it is listed. */
export interface JobSummary extends Omit<JobRow, Parsed> {
  jobClass: JobClass;
  state: JobStateName;
  gates: GateRow[];
  canceling: boolean;
  lastError: { code: string; class: string; message: string } | null;
  result: { summary: string; path?: string; sha256?: string } | null;
  /** In digits. */
  revision: string;
}

export interface JobsOptions {
  /** Default 50, at most 500. */
  limit?: number;
  state?: JobStateName;
  class?: JobClass;
  /** Only those asked for before this one; none of them when it is not held any more. */
  before?: string;
}

/** Newest first. */
export function jobList(
  snapshot: Snapshot,
  { limit, state, class: jobClass, before }: JobsOptions,
): { jobs: JobSummary[] } {
  const where: Condition<typeof jobsTable.columns>[] = [
    ...(state === undefined ? [] : [['state', '=', oneOf(jobStates, state, 'state')] as const]),
    ...(jobClass === undefined ? [] : [['jobClass', '=', oneOf(jobClasses.options, jobClass, 'class')] as const]),
    ...(before === undefined ? [] : [['position', '<', positionOf(snapshot, before)] as const]),
  ];
  const rows = snapshot.select('jobs', jobsTable, {
    where,
    order: ['position'],
    falling: true,
    limit: limitOf(limit, 50, 500),
  });
  return { jobs: rows.map(summary) };
}

function positionOf(snapshot: Snapshot, jobId: string): bigint {
  const [row] = snapshot.select('jobs', jobsTable, { where: [['jobId', '=', jobId]], limit: 1 });
  return row?.position ?? -1n;
}

export function jobNamed(snapshot: Snapshot, jobId: string): { job: JobSummary | null } {
  const [row] = snapshot.select('jobs', jobsTable, { where: [['jobId', '=', jobId]], limit: 1 });
  return { job: row === undefined ? null : summary(row) };
}

/** How many there are, and the oldest of those that wait. */
export interface JobCounts {
  /** Of all that are held. */
  byState: Record<JobStateName, number>;
  byClass: Record<JobClass, ClassCounts>;
  /** Failed in the last 24 hours. */
  failed24h: number;
  /** Running past the end of their lease. */
  stale: number;
  approvals: { pending: number; oldestAt: string | null };
  /** Failed jobs whose fate a person has to decide. */
  needsOperator: number;
  /** Ends that followers were not told of yet. */
  untold: number;
}

export interface ClassCounts {
  /** REQUESTED, APPROVED and QUEUED: what counts against the cap. */
  waiting: number;
  queued: number;
  running: number;
  oldestQueuedAt: string | null;
  oldestRunningAt: string | null;
}

const dayMs = 86_400_000;

export function jobCounts(snapshot: Snapshot, now: string): JobCounts {
  const count = (...where: Condition<typeof jobsTable.columns>[]) => snapshot.count('jobs', jobsTable, where);
  const dayAgo = new Date(Date.parse(now) - dayMs).toISOString();
  const states = jobStates.map(state => [state, count(['state', '=', state])] as const);
  return {
    byState: Object.fromEntries(states) as JobCounts['byState'],
    byClass: Object.fromEntries(
      jobClasses.options.map(one => [one, classCounts(snapshot, one)]),
    ) as JobCounts['byClass'],
    failed24h: count(['state', '=', 'failed'], ['terminalAt', '>=', dayAgo]),
    stale: count(['state', '=', 'running'], ['leaseExpiresAt', '<', now]),
    approvals: { pending: count(['state', '=', 'requested']), oldestAt: oldest(snapshot, 'requested') },
    needsOperator: count(['state', '=', 'failed'], ['needsOperator', '=', 'outcome_unknown']),
    untold: count(['untold', '>', 0]),
  };
}

function classCounts(snapshot: Snapshot, jobClass: JobClass): ClassCounts {
  const inState = (state: JobStateName) =>
    snapshot.count('jobs', jobsTable, [
      ['state', '=', state],
      ['jobClass', '=', jobClass],
    ]);
  const queued = inState('queued');
  return {
    waiting: inState('requested') + inState('approved') + queued,
    queued,
    running: inState('running'),
    oldestQueuedAt: oldest(snapshot, 'queued', jobClass),
    oldestRunningAt: oldest(snapshot, 'running', jobClass),
  };
}

/** Since when the one that is longest in a state is in it. */
function oldest(snapshot: Snapshot, state: JobStateName, jobClass?: JobClass): string | null {
  const ofClass = jobClass === undefined ? [] : ([['jobClass', '=', jobClass]] as const);
  const where: Condition<typeof jobsTable.columns>[] = [['state', '=', state], ...ofClass];
  const [row] = snapshot.select('jobs', jobsTable, { where, order: ['sinceAt'], limit: 1 });
  return row?.sinceAt ?? null;
}

/** What is not finished: recovery and the sweeper go by it. */
export interface OpenJobRow {
  jobId: string;
  jobClass: JobClass;
  state: JobStateName;
  fence: number;
  revision: string;
  ownerId: string | null;
  availableAt: string | null;
  leaseExpiresAt: string | null;
  dueAt: string | null;
  updatedAt: string;
  untold: number;
}

/** Every job that has not ended, or whose followers were not told of its end; oldest first. */
export function openJobs(snapshot: Snapshot): { open: OpenJobRow[] } {
  const open = (['running', 'queued', 'approved', 'requested'] as const).flatMap(state =>
    snapshot.select('jobs', jobsTable, { where: [['state', '=', state]], order: ['position'], limit: openMax }),
  );
  const untold = snapshot.select('jobs', jobsTable, {
    where: [
      ['untold', '>', 0],
      ['terminalAt', '>', ''],
    ],
    order: ['position'],
    limit: openMax,
  });
  return { open: [...open, ...untold].map(openRow) };
}

function openRow(row: JobRow): OpenJobRow {
  const { jobId, fence, revision, ownerId, availableAt, leaseExpiresAt, dueAt, updatedAt, untold } = row;
  const what = { jobId, jobClass: row.jobClass as JobClass, state: row.state as JobStateName };
  return { ...what, fence, revision: String(revision), ownerId, availableAt, leaseExpiresAt, dueAt, updatedAt, untold };
}

function summary({ position: _, ended: _ended, told: _told, ...row }: JobRow): JobSummary {
  const read = <Value>(text: string | null) => (text === null ? null : (JSON.parse(text) as Value));
  return {
    ...row,
    jobClass: row.jobClass as JobClass,
    state: row.state as JobStateName,
    gates: read<GateRow[]>(row.gates)!,
    canceling: row.canceling === 1,
    lastError: read(row.lastError),
    result: read(row.result),
    revision: String(row.revision),
  };
}

/** @throws {Refusal} `invalid_request`, naming what there is. */
function oneOf<Word extends string>(words: readonly Word[], word: Word, what: string): Word {
  if (words.includes(word)) return word;
  throw new Refusal('invalid_request', `No ${what} is called “${String(word).slice(0, 40)}”: ${words.join(', ')}.`);
}
