import { bold, paragraph, type Reply } from '../../../domain/chat/reply.ts';
import { endNotice, jobCard } from '../../../domain/job/card.ts';
import { jobIdOf } from '../../../domain/job/id.ts';
import type { JobSpec } from '../../../domain/job/work.ts';
import type { JobOutcome } from '../../work/jobs.ts';
import type { Answer, Question } from '../answer.ts';
import { actOf, follow, isTaken, type JobSources } from './sources.ts';

/** How long the answer to a command waits for light work to end, so that the answer is the result. */
const awaitMs = 3000;

/** /run: a task of the configuration. */
export function runAnswer(sources: JobSources): Answer {
  return question => request(sources.plans.task(question.args, question.by), question, sources);
}

/** /check: a probe. */
export function checkAnswer(sources: JobSources): Answer {
  return question => {
    const { kind, target } = question.args as { kind: string; target: string };
    return request(sources.plans.probe(kind, target), question, sources);
  };
}

/**
 * Takes the work on, once for its key: asked again after a crash, it is the same job. Light work that ends soon is
 * answered with its result; everything else with a card that follows it.
 */
async function request(spec: JobSpec, question: Question, sources: JobSources): Promise<Reply> {
  const { jobs, telling } = sources;
  const { command, orderId, chain } = actOf(question);
  const key = typeof question.args.key === 'string' ? question.args.key : command.id;
  await requireRate(spec, key, question, sources);
  const asked = await jobs.request({ spec, key, by: question.by, commandId: orderId, chain });
  const waits = asked.state === 'requested' || asked.state === 'approved';
  const now = waits ? asked : ((await jobs.awaitEnd(asked.jobId, awaitMs, question.signal)) ?? asked);
  const words = telling(question.timeZone, question.at);
  if (now.job.endedAt !== undefined) return withNote(endNotice(now, words), asked);
  return withNote(jobCard(await follow(now, question, sources), words), asked);
}

async function requireRate(
  { route }: JobSpec,
  key: string,
  question: Question,
  { jobs, takeHeavy }: JobSources,
): Promise<void> {
  if (route === 'light') return;
  const before = await jobs.state(jobIdOf(key));
  if (before === undefined || !isTaken(before, actOf(question).orderId)) takeHeavy(question.by.id);
}

/** Somebody who asks twice is told that it is one and the same. */
function withNote(reply: Reply, { facts }: JobOutcome): Reply {
  if (!facts.some(({ type }) => type === 'RequestRepeated')) return reply;
  return {
    ...reply,
    blocks: [paragraph(bold('Asked for before under this key: it is the same job.')), ...reply.blocks],
  };
}
