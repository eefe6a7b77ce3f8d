import type { Reply } from '../../../domain/chat/reply.ts';
import { gateStates, missingGates } from '../../../domain/job/rules.ts';
import type { GateCategory } from '../../../domain/job/work.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Standing } from '../../work/jobs.ts';
import type { Answer, Question } from '../answer.ts';
import { orderJob } from './order-job.ts';
import { actOf, cardAfter, isTaken, type JobSources, jobNamed } from './sources.ts';

/**
 * /approve and /reject: a word on one gate, bound to what was shown. Whoever presses late, twice, or at the same time
 * as somebody else is told how it stands.
 */
export function decideAnswer(type: 'Approve' | 'Reject', sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const { args, by, timeZone, at } = question;
    const { orderId } = actOf(question);
    const before = await jobNamed(question, sources);
    const category = categoryOf(question, before);
    const planHash = shownHash(question, before);
    const note = typeof args.note === 'string' ? { note: args.note } : {};
    const data = { category, ...(planHash === undefined ? {} : { planHash }), ...note };
    const after = await orderJob(before, type, data, question, sources);
    const mine = after.job.decisions.find(one => one.by.id === by.id && one.category === category);
    const done = after.facts.length > 0 || isTaken(after, orderId);
    const past = type === 'Approve' ? 'approved' : 'rejected';
    const when = mine === undefined ? '' : ` at ${sources.telling(timeZone, at).time(mine.at)}`;
    const line = done
      ? `You ${past} ${category}. ${nextWords(after)}`
      : `You had ${past} ${category} already${when}: nothing changed. ${nextWords(after)}`;
    return cardAfter(line, after, question, sources);
  };
}

function nextWords({ state, job }: Standing): string {
  if (state === 'approved') return 'Every gate is met; it waits to be resumed.';
  const missing = missingGates(job);
  return state === 'requested' && missing.length > 0 ? `Still missing: ${missing.join(', ')}.` : `It is ${state}.`;
}

/** Left out, it is the one gate that is open. @throws {Refusal} `invalid_request`, naming them. */
function categoryOf({ args }: Question, { job, jobId }: Standing): GateCategory {
  if (typeof args.category === 'string') return args.category as GateCategory;
  const gates = gateStates(job);
  const open = gates.filter(({ satisfied }) => !satisfied);
  const [only, ...others] = open.length > 0 ? open : gates;
  if (only !== undefined && others.length === 0) return only.gate.category;
  const names = [only, ...others].flatMap(one => (one === undefined ? [] : [one.gate.category]));
  throw new Refusal(
    'invalid_request',
    names.length === 0 ? `${jobId} needs nobody’s approval.` : `${jobId} has ${names.length} gates.`,
    names.length === 0 ? {} : { hint: `Say which: ${names.join(', ')}.` },
  );
}

/** @throws {Refusal} `plan_changed` for a card from before a recovery. */
function shownHash(question: Question, standing: Standing): string | undefined {
  const { shown } = question.args;
  if (typeof shown !== 'string') return undefined;
  const [hash, epoch] = shown.split('.');
  const isStale = epoch !== undefined && epoch !== standing.job.epoch.toString(36);
  if (isStale && !isTaken(standing, actOf(question).orderId))
    throw new Refusal('plan_changed', `This card is older than the present round of ${standing.jobId}.`, {
      hint: `Look at /status ${standing.jobId} and decide on what it shows.`,
    });
  return hash;
}
