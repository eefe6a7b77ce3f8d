import type { Reply } from '../../../domain/chat/reply.ts';
import type { Answer, Question } from '../answer.ts';
import { lastMove, orderJob } from './order-job.ts';
import { actOf, cardAfter, follow, isTaken, type JobSources, jobNamed } from './sources.ts';

/** /resume: the only way into the queue. A second one is told what the first one did. */
export function resumeAnswer(sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const before = await jobNamed(question, sources);
    const after = await orderJob(before, 'Resume', {}, question, sources);
    const done = after.facts.length > 0 || isTaken(after, actOf(question).orderId);
    const state = after.state.toUpperCase();
    const line = done
      ? `You let it run. It is ${state}.`
      : `It is already ${state}: nothing changed. ${(await lastMove(after.jobId, question, sources)) ?? ''}`.trim();
    const shown = isWatching(question, after.job.followers, sources) ? after : await follow(after, question, sources);
    return cardAfter(line, { ...shown, job: { ...shown.job, followers: after.job.followers } }, question, sources);
  };
}

/** Whether a card of the job is kept up to date in this chat. */
function isWatching({ chatId }: Question, followers: { chatId: number }[], { approvalChats }: JobSources): boolean {
  return approvalChats.includes(chatId) || followers.some(follower => follower.chatId === chatId);
}

/** /stop: ends what has not begun; asks what runs to stop. */
export function stopAnswer(sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const { args } = question;
    const before = await jobNamed(question, sources);
    const reason = typeof args.reason === 'string' ? args.reason : `asked for by /${question.name}`;
    const after = await orderJob(before, 'Stop', { reason }, question, sources);
    const done = after.facts.length > 0 || isTaken(after, actOf(question).orderId);
    const asked = after.state === 'running' ? 'Asked to stop; it is made to if it does not.' : 'Stopped.';
    const line = done ? asked : 'It was asked to stop before: nothing changed.';
    return cardAfter(line, after, question, sources);
  };
}

/** /recover: the way out of FAILED, CANCELED and EXPIRED. */
export function recoverAnswer(sources: JobSources): Answer {
  return async (question): Promise<Reply> => {
    const before = await jobNamed(question, sources);
    if (!isTaken(before, actOf(question).orderId)) sources.takeHeavy(question.by.id);
    const after = await orderJob(before, 'Recover', { reason: String(question.args.reason) }, question, sources);
    return cardAfter('Recovered: it begins anew, and approvals from before are void.', after, question, sources);
  };
}
