import {
  type Block,
  type Button,
  facts,
  heading,
  mono,
  paragraph,
  type Reply,
  type Span,
} from '../../../domain/chat/reply.ts';
import { msBetween } from '../../../domain/instants.ts';
import { visible } from '../../../domain/job/visible.ts';
import type { Instant } from '../../../domain/message.ts';
import { formatDuration, formatQuantity } from '../../../domain/units.ts';
import type { Answer } from '../answer.ts';
import { asOfLine } from '../as-of.ts';
import type { JobQueries, JobTotals, ListedJob } from '../query-ports.ts';
import type { JobSources } from './sources.ts';

/** What the view gives at most; pages end there. */
const heldMax = 500;
/** So many jobs of a page get a button of their own. */
const buttonsMax = 8;

/** /list: the latest jobs, a line each, in pages. */
export function listAnswer(sources: { queries: Pick<JobQueries, 'jobs'> }): Answer {
  return async ({ args, at }): Promise<Reply> => {
    const limit = numberIn(args.limit, 10);
    const page = numberIn(args.page, 1);
    const state = typeof args.state === 'string' ? args.state.toLowerCase() : undefined;
    const wanted = Math.min(heldMax, limit * page + 1);
    const found = await sources.queries.jobs({ limit: wanted, ...(state === undefined ? {} : { state }) });
    const shown = found.jobs.slice(limit * (page - 1), limit * page);
    const what = state === undefined ? 'Jobs' : `Jobs ${state}`;
    return {
      blocks: [
        heading(page === 1 ? what : `${what}, page ${page}`),
        shown.length === 0 ? paragraph('There are none here.') : linesOf(shown, at),
        asOfLine(found.asOf),
      ],
      buttons: [...jobButtons(shown), pageButtons(limit, page, state, found.jobs.length > limit * page)],
    };
  };
}

/** /board: how many are where, what is oldest, and the jobs that have not ended. */
export function boardAnswer(sources: JobSources): Answer {
  return async ({ args, at }): Promise<Reply> => {
    const { queries } = sources;
    const limit = numberIn(args.limit, 8);
    const counts = await queries.jobCounts();
    const states = ['requested', 'approved', 'queued', 'running'];
    const open = (await Promise.all(states.map(state => queries.jobs({ limit, state })))).flatMap(({ jobs }) => jobs);
    const shown = open.slice(0, limit);
    return {
      blocks: [
        heading('Board'),
        facts(...stateRows(counts), ...classRows(counts, at)),
        ...(shown.length === 0 ? [paragraph('Nothing is under way.')] : [linesOf(shown, at)]),
        ...(open.length > shown.length ? [paragraph(`and ${open.length - shown.length} more`)] : []),
        asOfLine(counts.asOf),
      ],
      buttons: [
        ...jobButtons(shown),
        [
          { label: '↻ Refresh', data: 'v1:run:board' },
          { label: 'All jobs', data: 'v1:run:list' },
        ],
      ],
    };
  };
}

const numberIn = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback);

function linesOf(jobs: ListedJob[], now: Instant): Block {
  const items = jobs.map(({ jobId, state, percent, sinceAt, title, needsOperator }): Span[] => {
    const done = percent === null || state !== 'running' ? '' : ` ${Math.floor(percent)} %`;
    const decide = needsOperator === null ? '' : ', a person decides';
    const age = formatDuration(Math.max(0, msBetween(sinceAt, now)));
    return [mono(jobId), ` ${state.toUpperCase()}${done}, ${age}${decide}: ${visible(title).slice(0, 90)}`];
  });
  return { type: 'list', items };
}

function jobButtons(jobs: ListedJob[]): Button[][] {
  const buttons = jobs.slice(0, buttonsMax).map(({ jobId, name }) => ({
    label: `${jobId.slice(0, 4)}… ${name}`.slice(0, 40),
    data: `v1:run:status:${jobId}`,
  }));
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, row) => buttons.slice(row * 2, row * 2 + 2));
}

function pageButtons(limit: number, page: number, state: string | undefined, more: boolean): Button[] {
  const line = (to: number) => `v1:run:list:${limit} ${to}${state === undefined ? '' : ` --state ${state}`}`;
  return [
    ...(page > 1 ? [{ label: '‹ Newer', data: line(page - 1) }] : []),
    { label: '↻ Refresh', data: line(page) },
    ...(more && (page + 1) * limit <= heldMax ? [{ label: 'Older ›', data: line(page + 1) }] : []),
  ];
}

type Rows = [string, string][];

function stateRows({ byState, failed24h, stale, needsOperator }: JobTotals): Rows {
  const count = (state: string) => byState[state] ?? 0;
  return [
    ['waiting', `${count('requested')} for approval, ${count('approved')} to be resumed`],
    ['under way', `${count('queued')} queued, ${count('running')} running`],
    [
      'ended',
      `${count('succeeded')} well, ${count('failed')} failed, ${count('canceled')} canceled, ${count('expired')} expired`,
    ],
    ...(failed24h > 0 ? ([['failed in 24 h', String(failed24h)]] as Rows) : []),
    ...(stale > 0 ? ([['stale', `${formatQuantity(stale, 'job')} past the end of the lease`]] as Rows) : []),
    ...(needsOperator > 0 ? ([['to decide', formatQuantity(needsOperator, 'job')]] as Rows) : []),
  ];
}

function classRows({ approvals, byClass }: JobTotals, now: Instant): Rows {
  const age = (at: Instant | null) => (at === null ? '' : formatDuration(Math.max(0, msBetween(at, now))));
  const waits: Rows = approvals.oldestAt === null ? [] : [['oldest to approve', age(approvals.oldestAt)]];
  const classes = Object.entries(byClass).flatMap(
    ([name, { waiting, running, oldestQueuedAt, oldestRunningAt }]): Rows => {
      if (waiting + running === 0) return [];
      const oldest = [
        oldestQueuedAt === null ? '' : `oldest queued ${age(oldestQueuedAt)}`,
        oldestRunningAt === null ? '' : `oldest running ${age(oldestRunningAt)}`,
      ].filter(Boolean);
      return [[name, [`${waiting} waiting, ${running} running`, ...oldest].join(', ')]];
    },
  );
  return [...waits, ...classes];
}
