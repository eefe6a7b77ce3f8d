import type { Place } from '../../domain/chat/events.ts';
import type { StateName } from '../../domain/job/rules.ts';
import type { Job } from '../../domain/job/state.ts';

/** Where a card is to be shown, as which message, and what to do where that message is not known. */
export interface CardTarget {
  chatId: number;
  place: Place;
  /** The reply whose message is changed; made by the first of them that is sent. */
  replyId: string;
  orElse: 'send' | 'drop';
  silent: boolean;
}

/**
 * Every chat that follows the job, and those that see what needs approval. A card that was lost is made again when the
 * job has moved, and not for progress alone.
 */
export function cardTargets(
  state: StateName,
  { jobId, epoch, followers, request }: Job,
  moved: boolean,
  approvalChats: readonly number[],
): CardTarget[] {
  const following = followers.map(({ chatId, threadId, replyId }): CardTarget => {
    const place = threadId === undefined ? {} : { threadId };
    return { chatId, place, replyId, orElse: moved ? 'send' : 'drop', silent: true };
  });
  const needsApproval = request !== undefined && request.spec.gates.length > 0;
  const others = needsApproval ? approvalChats.filter(id => followers.every(({ chatId }) => chatId !== id)) : [];
  const isOpen = state === 'requested';
  const asking = others.map((chatId): CardTarget => {
    const replyId = `${jobId}/ask/${epoch}/${chatId}`;
    return { chatId, place: {}, replyId, orElse: isOpen ? 'send' : 'drop', silent: !isOpen };
  });
  return [...following, ...asking];
}
