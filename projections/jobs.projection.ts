import type { JobEvent } from '../domain/job/events.ts';
import type { JobSpec } from '../domain/job/work.ts';
import type { Fact } from '../domain/upcast.ts';
import { changesOf } from './job-changes.ts';
import { type JobRow, jobsTable } from './jobs-table.ts';
import type { Projection } from './projection.ts';
import { keyed, type Rows } from './table.ts';

/** One row for each job: every one that has not ended, and the `endedMax` that ended last. */

const endedMax = 20_000;

/** Those that ended, in order: the oldest is let go when there are too many. */
const endings = keyed('endings', { number: 'integer', jobId: 'text' }, { key: ['number'] });
const latest = keyed('latest', { id: 'integer', number: 'integer' }, { key: ['id'] });

const handles = [
  'JobRequested',
  'JobFollowed',
  'ApprovalRecorded',
  'JobApproved',
  'JobQueued',
  'LeaseClaimed',
  'AttemptStarted',
  'Heartbeat',
  'Progress',
  'LeaseReleased',
  'AttemptFailed',
  'LeaseExpired',
  'CancelRequested',
  'JobSucceeded',
  'JobFailed',
  'JobCanceled',
  'JobExpired',
  'JobRecovered',
  'JobTold',
] as const satisfies JobEvent['type'][];

export const jobsProjection: Projection = {
  name: 'jobs',
  version: 2,
  tables: [jobsTable, endings, latest],
  handles,
  apply(rows, event) {
    const { type, data, stream, revision, recordedAt } = event;
    const fact = { type, ...data } as unknown as JobEvent;
    if (fact.type === 'JobRequested') return rows.put(jobsTable, requested(fact, event));
    const jobId = stream.slice('job-'.length);
    // Recovered long after it was let go: what is known of it is what the fact says.
    const known =
      rows.get(jobsTable, jobId) ?? (fact.type === 'JobRecovered' ? forgotten(jobId, fact, event) : undefined);
    if (known === undefined) return;
    const changes = changesOf(fact, known);
    const moved = changes.state !== undefined && changes.state !== known.state;
    const since = moved ? { sinceAt: recordedAt } : {};
    const row = { ...known, ...changes, ...since, revision, updatedAt: recordedAt };
    rows.put(jobsTable, { ...row, ended: placeAmongEnded(rows, known, row) });
  },
};

function requested(fact: JobEvent & { type: 'JobRequested' }, event: Fact): JobRow {
  const { jobId, spec, by, key, schedule, rerunOf, expiresAt } = fact;
  const asked = { requestedBy: by.id, key, schedule: schedule ?? null, rerunOf: rerunOf ?? null };
  return { ...blank(jobId, event), ...specColumns(spec), ...asked, dueAt: expiresAt };
}

function specColumns({ class: jobClass, name, title, route, risk, gates, limits }: JobSpec): Partial<JobRow> {
  const open = gates.map(({ category, needs }) => ({ name: category, needs, satisfied: false, by: [], at: null }));
  const what = { jobClass, name, title, route, risk };
  return { ...what, gates: JSON.stringify(open), attemptsMax: limits.attemptsMax };
}

function forgotten(jobId: string, { jobClass, by }: JobEvent & { type: 'JobRecovered' }, event: Fact): JobRow {
  return { ...blank(jobId, event), jobClass, requestedBy: by.id };
}

function blank(jobId: string, { revision, position, recordedAt, metadata }: Fact): JobRow {
  const { correlationId } = metadata;
  const times = { createdAt: recordedAt, updatedAt: recordedAt, sinceAt: recordedAt };
  return {
    ...{ jobId, jobClass: '', name: '', title: '', route: '', risk: '', state: 'requested', gates: '[]' },
    ...{ attempt: 0, attemptsMax: 0, fence: 0, ownerId: null, leaseExpiresAt: null, heartbeatAt: null },
    ...{ availableAt: null, dueAt: null, deadlineAt: null, startedAt: null, progress: null, percent: null },
    ...{ canceling: 0, lastError: null, needsOperator: null, result: null, ending: null, chatId: null },
    ...{ requestedBy: '', key: '', schedule: null, rerunOf: null, recoveryEpoch: 0, untold: 0, news: 0, told: 0 },
    ...{ correlationId, revision, position, ...times, terminalAt: null, ended: null },
  };
}

/** Lets go the one that ended longest ago, if it has not been recovered since. */
function placeAmongEnded(rows: Rows, known: JobRow, { jobId, terminalAt }: JobRow): number | null {
  if (terminalAt === null || known.terminalAt !== null) return terminalAt === null ? null : known.ended;
  const number = (rows.get(latest, 0)?.number ?? 0) + 1;
  rows.put(latest, { id: 0, number });
  rows.put(endings, { number, jobId });
  const old = rows.get(endings, number - endedMax);
  if (old === undefined) return number;
  rows.delete(endings, old.number);
  if (rows.get(jobsTable, old.jobId)?.ended === old.number) rows.delete(jobsTable, old.jobId);
  return number;
}
