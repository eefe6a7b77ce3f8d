import type { JobEvent } from '../domain/job/events.ts';
import type { Failure, Result } from '../domain/job/work.ts';
import type { JobRow } from './jobs-table.ts';

/** One condition of a job's dispatch, and who has met it. */
export interface GateRow {
  name: string;
  needs: number;
  satisfied: boolean;
  by: string[];
  /** When it was met. */
  at: string | null;
}

/** What a fact changes in a job's row. */
export function changesOf(fact: JobEvent, row: JobRow): Partial<JobRow> {
  switch (fact.type) {
    case 'JobFollowed':
      return { chatId: row.chatId ?? fact.follower.chatId, untold: row.news - row.told };
    case 'ApprovalRecorded':
      return { gates: JSON.stringify(gatesAfter(fact, JSON.parse(row.gates) as GateRow[])) };
    case 'JobApproved':
      return { state: 'approved', dueAt: fact.expiresAt };
    case 'JobQueued':
      return { state: 'queued', availableAt: fact.availableAt, dueAt: fact.expiresAt };
    case 'LeaseClaimed':
      return { fence: fact.fence, ownerId: fact.owner, leaseExpiresAt: fact.expiresAt, heartbeatAt: fact.at };
    case 'AttemptStarted': {
      const { attempt, deadlineAt } = fact;
      return { state: 'running', attempt, deadlineAt, dueAt: deadlineAt, startedAt: row.startedAt ?? fact.at };
    }
    case 'Heartbeat':
      return { leaseExpiresAt: fact.expiresAt, heartbeatAt: fact.at };
    case 'Progress':
      return { progress: fact.note, percent: fact.percent ?? null };
    case 'LeaseReleased':
      return { ...idle, state: 'queued', attempt: row.attempt - 1, availableAt: fact.availableAt };
    case 'AttemptFailed':
      return { ...againAt(fact.retryAt), lastError: errorOf(fact.failure) };
    case 'LeaseExpired':
      return { ...againAt(fact.retryAt), lastError: lost };
    case 'CancelRequested':
      return { canceling: 1 };
    case 'JobSucceeded':
      return { ...ended(row, fact.at), state: 'succeeded', result: resultOf(fact.result) };
    case 'JobFailed':
      return { ...ended(row, fact.at), state: 'failed', ...failureOf(fact) };
    case 'JobCanceled':
      return { ...ended(row, fact.at), state: 'canceled', ending: fact.reason };
    case 'JobExpired':
      return { ...ended(row, fact.at), state: 'expired', ending: `${fact.what} ran out` };
    case 'JobRecovered':
      return { ...anew(row), state: 'requested', recoveryEpoch: fact.epoch, dueAt: fact.expiresAt };
    case 'JobTold':
      return { told: fact.news, untold: row.chatId === null ? 0 : Math.max(0, row.news - fact.news) };
    default:
      return {};
  }
}

/** What is no longer so once nobody works on it. */
const idle = { ownerId: null, leaseExpiresAt: null, heartbeatAt: null, progress: null, percent: null };

const lost = JSON.stringify({ code: 'lease_expired', class: 'timeout', message: 'Its worker was lost.' });

function againAt(retryAt: string | undefined): Partial<JobRow> {
  return retryAt === undefined ? {} : { ...idle, state: 'queued', availableAt: retryAt };
}

function ended(row: JobRow, terminalAt: string): Partial<JobRow> {
  return { ...idle, terminalAt, dueAt: null, canceling: 0, ...newsAfter(row) };
}

/** One more to be told, if there is anybody to tell. */
function newsAfter({ news, told, chatId }: JobRow): Partial<JobRow> {
  return { news: news + 1, untold: chatId === null ? 0 : news + 1 - told };
}

/** As it was asked for, and nothing that was decided or tried since. */
function anew({ gates }: JobRow): Partial<JobRow> {
  const open = (JSON.parse(gates) as GateRow[]).map(gate => ({ ...gate, satisfied: false, by: [], at: null }));
  const gone = { availableAt: null, deadlineAt: null, startedAt: null, lastError: null, needsOperator: null };
  return { ...idle, ...gone, gates: JSON.stringify(open), attempt: 0, result: null, ending: null, terminalAt: null };
}

function gatesAfter({ category, decision, by, at }: JobEvent & { type: 'ApprovalRecorded' }, gates: GateRow[]) {
  if (decision !== 'approved') return gates;
  return gates.map(gate => {
    if (gate.name !== category || gate.by.includes(by.id)) return gate;
    const yes = [...gate.by, by.id];
    const satisfied = yes.length >= gate.needs;
    return { ...gate, by: yes, satisfied, at: satisfied ? (gate.at ?? at) : null };
  });
}

function failureOf({ failure, needsOperator, result }: JobEvent & { type: 'JobFailed' }): Partial<JobRow> {
  const found = result === undefined ? {} : { result: resultOf(result) };
  return { lastError: errorOf(failure), needsOperator: needsOperator ?? null, ...found };
}

function errorOf({ code, class: errorClass, message }: Failure): string {
  return JSON.stringify({ code, class: errorClass, message });
}

/** The output stays in the log. */
function resultOf({ summary, media }: Result): string {
  return JSON.stringify({ summary, ...(media === undefined ? {} : { path: media.path, sha256: media.sha256 }) });
}
