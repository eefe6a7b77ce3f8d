import { z } from 'zod';
import { alert, chat, openWork } from './chat-forms.ts';
import { answered, count, digits, limit, maybeAt, moment, name, text, whole } from './forms.ts';
import { auditEntry, chain, logRecord, run, traceStep } from './history-forms.ts';
import { job, jobClass, jobCounts, jobState, openJob } from './job-forms.ts';
import { ops } from './ops-forms.ts';
import { incident, pastEvent, pastStep, sloHistory } from './past-forms.ts';
import { sli, sloReport } from './slo-forms.ts';

/** One question: where it is asked, what may be said with it, what is answered. */
export interface Route<Params extends z.ZodObject, Answer extends z.ZodType> {
  /** Below `/api/v1`; a part in braces is a parameter. */
  path: string;
  says: string;
  params: Params;
  answer: Answer;
}

function route<Shape extends z.ZodRawShape, Answer extends z.ZodType>(
  path: string,
  says: string,
  params: Shape,
  answer: Answer,
) {
  return { path, says, params: z.strictObject(params), answer } satisfies Route<z.ZodObject, Answer>;
}

const level = z.enum(['info', 'warn', 'error']);
const window = z.enum(['6h', '3d', '30d']);
const span = { from: moment, to: moment };
const looks = {
  theme: z.enum(['dark', 'light']).default('dark'),
  width: whole.min(240).max(1600).default(640),
  height: whole.min(160).max(1200).default(220),
};
const option = z.object({ option: z.record(z.string(), z.unknown()).describe('for ECharts') });

/** Every question there is; named as the query that answers it. */
export const routes = {
  ops: route(
    '/ops',
    'The whole in one look, of the last minutes.',
    { windowMinutes: whole.min(1).max(10_080).optional() },
    answered(ops),
  ),
  chats: route(
    '/chats',
    'Chats, latest activity first.',
    { chatId: whole.optional() },
    answered({ chats: z.array(chat) }),
  ),
  jobs: route(
    '/jobs',
    'Jobs, newest first.',
    { limit: limit(500), state: jobState.optional(), class: jobClass.optional(), before: name.optional() },
    answered({ jobs: z.array(job) }),
  ),
  job: route('/jobs/{jobId}', 'One job.', { jobId: name }, answered({ job: job.nullable() })),
  jobCounts: route('/job-counts', 'How many jobs there are, by state and class.', {}, answered(jobCounts)),
  openJobs: route(
    '/open-jobs',
    'Every job that has not ended, or whose followers were not told.',
    {},
    answered({ open: z.array(openJob) }),
  ),
  slo: route('/slo', 'Indicators, budgets, burn rates and the freeze.', {}, answered(sloReport)),
  alerts: route('/alerts', 'Every alert there ever was, raised ones first.', {}, answered({ alerts: z.array(alert) })),
  trace: route(
    '/traces/{id}',
    'What followed from one message, as a tree of causes.',
    { id: name },
    answered({ correlationId: z.string(), roots: z.array(traceStep), count, totalMs: count, cut: z.boolean() }),
  ),
  audit: route(
    '/audit',
    'Who did what, newest first.',
    { actor: name.optional(), limit: limit(50) },
    answered({ entries: z.array(auditEntry) }),
  ),
  auditChain: route(
    '/audit-chain',
    'The chain of hashes over everything recorded.',
    { since: whole.min(0).optional(), limit: limit(1000) },
    answered(chain),
  ),
  log: route(
    '/log',
    'The latest records, newest first.',
    {
      ...{ limit: limit(500), text: name.optional(), level: level.optional() },
      ...{ stream: name.optional(), correlationId: name.optional() },
    },
    answered({ records: z.array(logRecord) }),
  ),
  openWork: route('/open-work', 'What was taken and is not finished.', {}, answered(openWork)),
  idempotency: route(
    '/idempotency/{key}',
    'What is known of one key.',
    { key: name },
    answered({
      ...{ key: z.string(), firstSeenAt: maybeAt, stream: text, correlationId: text },
      ...{ replays: count, lastReplayAt: maybeAt, conflicts: count },
    }),
  ),
  idempotencyTotals: route(
    '/idempotency',
    'Keys, replays and conflicts since an instant.',
    { since: moment.optional() },
    answered({ keys: count, replays: count, conflicts: count }),
  ),
  processes: route(
    '/processes',
    'Runs of the program, newest first.',
    { limit: limit(50) },
    answered({ runs: z.array(run), lastEventAt: maybeAt }),
  ),
  people: route(
    '/people',
    'Who may speak to the bot, by the ids that events name.',
    {},
    z.object({ people: z.array(z.object({ id: z.string(), name: z.string(), role: z.string() })) }),
  ),
  sloHistory: route(
    '/slo/{sli}/history',
    'How an indicator came to stand as it does.',
    { sli, window: window.optional() },
    answered(sloHistory),
  ),
  sloChart: route(
    '/slo/{sli}/charts/{chart}',
    'The same as a chart: the option that ECharts draws, as in every picture.',
    { sli, chart: z.enum(['budget', 'bad', 'latency']), window: window.default('30d'), ...looks },
    option,
  ),
  streamEvents: route(
    '/streams/{stream}/events',
    'The events of a stream, oldest first, from a revision on.',
    { stream: name, from: whole.min(0).default(0), limit: whole.min(1).max(500).default(500) },
    z.object({ stream: z.string(), head: digits, events: z.array(pastEvent) }),
  ),
  streamPast: route(
    '/streams/{stream}/past',
    'The last steps of a stream up to a revision or a moment, each with the state after it.',
    { stream: name, until: z.string().max(40).optional(), count: whole.min(1).max(50).default(1) },
    z.object({ stream: z.string(), head: digits, steps: z.array(pastStep) }),
  ),
  incident: route('/incident', 'Everything that happened in a window, on one time axis.', span, incident),
  incidentChart: route(
    '/incident/chart',
    'What was recorded in the window, as a chart.',
    { ...span, ...looks },
    option,
  ),
  incidentReport: route('/incident/report', 'The window as a report, in Markdown with its chart.', span, z.string()),
};

export type Routes = typeof routes;
export type RouteName = keyof Routes;

/** One answer for each route. */
export type Answers = {
  [Name in RouteName]: (params: z.output<Routes[Name]['params']>) => Promise<z.output<Routes[Name]['answer']>>;
};
