import { default as test } from 'ava';
import type { Question } from '../../../../actors/answers/answer.ts';
import { boardAnswer, listAnswer } from '../../../../actors/answers/jobs/list.ts';
import { traceOfJobAnswer } from '../../../../actors/answers/jobs/look.ts';
import type { JobSources } from '../../../../actors/answers/jobs/sources.ts';
import type { JobTotals, ListedJob } from '../../../../actors/answers/query-ports.ts';
import { code, heading, type Reply, says } from '../../../../domain/chat/reply.ts';
import { parseCommand } from '../../../../domain/commands/parse.ts';
import { jobIdOf } from '../../../../domain/job/id.ts';
import { after, noon } from '../../../domain/given.ts';
import { office, people, wordsOf } from './office.ts';

const { olu, anna, vera } = people;
const asOf = { position: '9', lagEvents: 0, lagMs: 0 };
const question = (name: string, args: Record<string, unknown> = {}): Question => ({
  ...{ name, args, by: vera, chatId: 1003, timeZone: 'UTC', at: after(60), correlationId: 'tg-1' },
  signal: new AbortController().signal,
});

const listed = (index: number, more: Partial<ListedJob> = {}): ListedJob => ({
  ...{ jobId: `JOB${String(index).padStart(7, '0')}`, jobClass: 'task', name: 'restart', title: `Restart ${index}` },
  ...{ state: 'requested', gates: [], percent: null, needsOperator: null, requestedBy: 'tg:1002' },
  ...{ sinceAt: noon, terminalAt: null, ...more },
});

/** A view of so many jobs, newest first. */
const viewOf = (jobs: ListedJob[], counts: Partial<JobTotals> = {}) =>
  ({
    queries: {
      jobs: async ({ limit, state }: { limit: number; state?: string }) => ({
        jobs: jobs.filter(job => state === undefined || job.state === state).slice(0, limit),
        asOf,
      }),
      jobCounts: async () => ({
        ...{ byState: {}, byClass: {}, failed24h: 0, stale: 0, approvals: { pending: 0, oldestAt: null } },
        ...{ needsOperator: 0, ...counts, asOf },
      }),
    },
  }) as unknown as JobSources;

const data = ({ buttons }: Reply) => Object.fromEntries(buttons.flat().map(button => [button.label, button.data]));

test('[R-319] /list pages through the jobs by buttons, each of which is the same command', async t => {
  const list = listAnswer(viewOf(Array.from({ length: 25 }, (_, index) => listed(index))));
  const first = await list(question('list'));
  t.is((wordsOf({ reply: first }).match(/JOB\d{7}/g) ?? []).length, 10);
  t.is(data(first)['‹ Newer'], undefined);
  const parsed = parseCommand(`/${data(first)['Older ›']!.slice('v1:run:'.length).replace(':', ' ')}`, 'b');
  t.like(parsed, { kind: 'command', args: { limit: 10, page: 2 } });
  const last = await list(question('list', { limit: 10, page: 3 }));
  t.is((wordsOf({ reply: last }).match(/JOB\d{7}/g) ?? []).length, 5);
  t.is(data(last)['Older ›'], undefined);
  t.is(data(last)['‹ Newer'], 'v1:run:list:10 2');
});

test('[C-21] /board says what waits, what is oldest, what is stale and what a person has to decide', async t => {
  const counts = {
    byState: { requested: 2, running: 1, failed: 3 },
    byClass: { task: { waiting: 2, queued: 0, running: 1, oldestQueuedAt: null, oldestRunningAt: noon } },
    approvals: { pending: 2, oldestAt: noon },
    ...{ failed24h: 3, stale: 1, needsOperator: 1 },
  };
  const board = boardAnswer(viewOf([listed(1, { state: 'running', percent: 41.7 }), listed(2), listed(3)], counts));
  const words = wordsOf({ reply: await board(question('board')) });
  for (const said of [
    /2 for approval/,
    /1 running/,
    /oldest running 1 m/,
    /1 job past/,
    /to decide","1 job/,
    /RUNNING 41 %/,
  ])
    t.regex(words, said);
});

test('[C-18] /trace of a job shows what followed from every message that bore on it', async t => {
  const here = office();
  const asked = await here.say(olu, '/run restart reload nginx');
  const approved = await here.say(anna, `/approve ${jobIdOf(asked)}`);
  const trace = traceOfJobAnswer({ store: here.store }, async ({ args }) =>
    says(heading(`Trace of ${args.id}`), code(`tree of ${args.id}`)),
  );
  const { file, blocks } = await trace(question('trace', { id: jobIdOf(asked).toLowerCase() }));
  for (const id of [asked, approved]) {
    t.true(file!.text.includes(`tree of ${id}`));
    t.true(wordsOf({ reply: { blocks, buttons: [] } }).includes(id));
  }
  const plain = await trace(question('trace', { id: asked }));
  t.is(plain.file, undefined);
});

test('[K-65] /why of a job tells its facts in order, refusals too, and what may be done next', async t => {
  const here = office();
  const jobId = jobIdOf(await here.say(olu, '/run restart reload nginx'));
  await here.say(olu, `/resume ${jobId}`);
  await here.say(anna, `/approve ${jobId} deploy_restart looks good`);
  await here.say(vera, `/why ${jobId}`);
  const words = wordsOf(here.last(1003));
  t.regex(
    words,
    /olu asked for it.*olu was refused Resume while it was REQUESTED.*anna approved.*looks good.*every gate/,
  );
  t.regex(words, /Next: \/resume/);
});

test('a card that was just given is not given again; what moves the job after it is', async t => {
  const here = office();
  const jobId = jobIdOf(await here.say(olu, '/run restart reload nginx'));
  await here.clock.pass(1_000);
  t.is(here.last(1002).edits, 0);
  await here.say(anna, `/approve ${jobId}`);
  await here.clock.pass(1_000);
  t.is(here.last(1002).edits, 1);
});
