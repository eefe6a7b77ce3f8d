import { listAnswer } from '../../actors/answers/jobs/list.ts';
import { factsOf, statusOfJobAnswer, whyAnswer } from '../../actors/answers/jobs/look.ts';
import { fold, initialState } from '../../domain/fold.ts';
import { jobAggregate } from '../../domain/job/aggregate.ts';
import { jobStream, readJobId } from '../../domain/job/id.ts';
import { stateOf } from '../../domain/job/rules.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { JobStateName } from '../../projections/jobs-query.ts';
import { telling } from '../program/telling.ts';
import { systemClock } from '../system-time.ts';
import { printReply } from './history.ts';
import { configured, type ReadableLog, withLog, withQueries } from './sources.ts';

/** What jobs there are, where one stands, and why: read from the log and the views, also while no program runs. */

interface Options {
  json?: boolean;
  state?: string;
  limit?: number;
}

export async function jobs(file: string | undefined, id: string | undefined, options: Options): Promise<void> {
  if (id !== undefined) return one(file, id, options, 'status');
  const { json, state, limit = 20 } = options;
  await withQueries(configured(file), async queries => {
    const asked = { limit, ...(state === undefined ? {} : { state: state as JobStateName }) };
    if (json) return console.log(JSON.stringify(await queries.jobs(asked), null, 2));
    const list = listAnswer({ queries: { jobs: () => queries.jobs(asked) } });
    printReply(await list(question({ ...asked })));
  });
}

export function why(file: string | undefined, id: string, options: Options): Promise<void> {
  return one(file, id, options, 'why');
}

async function one(file: string | undefined, id: string, { json }: Options, what: 'status' | 'why'): Promise<void> {
  const config = configured(file);
  await withLog(config, async log => {
    const sources = {
      jobs: { state: (jobId: string) => stateIn(log, jobId) },
      store: log,
      telling: telling(config, config.agent.name),
    };
    if (json) return console.log(JSON.stringify(await asJson(readJobId(id), log), null, 2));
    const answer = what === 'why' ? whyAnswer(sources) : statusOfJobAnswer(sources, nothing);
    const reply = await answer(question({ job: id, part: 'whole' }));
    printReply(reply);
    if (reply.file !== undefined) console.log(reply.file.text);
  });
}

async function stateIn(log: ReadableLog, jobId: string) {
  const facts = await factsOf(jobId, log, new AbortController().signal);
  if (facts.length === 0) return undefined;
  const snapshot = fold(jobAggregate, initialState(jobAggregate), facts);
  return { jobId, state: stateOf(snapshot), job: snapshot.context };
}

async function asJson(jobId: string, log: ReadableLog): Promise<object> {
  const standing = await stateIn(log, jobId);
  if (standing === undefined)
    throw new Refusal('not_found', `There is no job ${jobId}.`, { hint: 'See `binnacle jobs`.' });
  const { taken: _, ...job } = standing.job;
  const facts = await factsOf(jobId, log, new AbortController().signal);
  const told = facts.map(({ revision, type, data, metadata }) => ({
    ...{ revision: String(revision), type, data },
    actor: metadata.actor.id,
    correlationId: metadata.correlationId,
  }));
  return { ...standing, job, stream: jobStream(jobId), facts: told };
}

const nothing = () => Promise.reject(new Refusal('not_found', 'There is no such job.'));

function question(args: Record<string, unknown>) {
  return {
    ...{ name: '', args, chatId: 0, correlationId: 'cli-local' },
    by: { id: 'cli:local', role: 'admin' as const },
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    at: systemClock.now(),
    signal: new AbortController().signal,
  };
}
