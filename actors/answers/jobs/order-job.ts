import type { JobOrder } from '../../../domain/job/commands.ts';
import type { JobEvent } from '../../../domain/job/events.ts';
import { jobStream } from '../../../domain/job/id.ts';
import { factWords } from '../../../domain/job/words.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { decode } from '../../../domain/upcast.ts';
import type { JobOutcome, PersonOrder, Standing } from '../../work/jobs.ts';
import type { Question } from '../answer.ts';
import { actOf, type JobSources } from './sources.ts';

type Data<Type extends PersonOrder> = Omit<JobOrder<Type>, 'type' | 'mode' | 'room'>;

/**
 * Gives an order to a job, once for its command. A refusal because the job has moved on says who moved it, and when.
 * @throws {Refusal} as the rules say.
 */
export async function orderJob<Type extends PersonOrder>(
  { jobId }: Standing,
  type: Type,
  data: Data<Type>,
  question: Question,
  sources: JobSources,
): Promise<JobOutcome> {
  const { orderId, chain } = actOf(question);
  try {
    return await sources.jobs.order(jobId, type, data, question.by, orderId, chain);
  } catch (refusal) {
    if (!(refusal instanceof Refusal) || refusal.code !== 'illegal_transition') throw refusal;
    const moved = await lastMove(jobId, question, sources);
    if (moved === undefined) throw refusal;
    throw new Refusal(refusal.code, `${refusal.message} ${moved}`, { hint: refusal.hint });
  }
}

/** How far back it is looked: heartbeats and progress come between. */
const lookBack = 200;

/** The last thing that moved the job, in words: `At 12:03:04 Olu let it run.` */
export async function lastMove(
  jobId: string,
  { timeZone, at }: Question,
  { store, telling }: JobSources,
): Promise<string | undefined> {
  const words = telling(timeZone, at);
  for await (const page of store.readStream(jobStream(jobId), { backwards: true, limit: lookBack }))
    for (const event of page) {
      const decoded = decode(event);
      if (!decoded.known || silent.has(event.type)) continue;
      const fact = { type: event.type, ...decoded.event.data } as unknown as JobEvent;
      const said = factWords(fact, words);
      if (said !== undefined) return `At ${words.time(fact.at)} ${said}.`;
    }
  return undefined;
}

/** What a job holds that did not move it. */
const silent = new Set([
  'TransitionRefused',
  'RequestRepeated',
  'IdempotencyConflict',
  'JobFollowed',
  'JobTold',
  'PlanAttached',
  'JobReviewed',
  'LeaseClaimed',
]);
