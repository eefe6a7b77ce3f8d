import { mono, paragraph, type Reply, says } from '../../domain/chat/reply.ts';
import { chatIdOf } from '../../domain/gateway/route.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';
import type { Current, Outbox } from '../../domain/outbox/machine.ts';
import type { Handle } from '../handle.ts';
import type { Clock, Destination, Outgoing, TelegramSender } from '../ports.ts';
import type { PendingReply } from '../reply-feed.ts';

/** The next thing to do about one reply: which message of it, how, and where. */
export interface Step {
  reply: PendingReply;
  delivery: { replyId: string; revision: string; part: number };
  parts: number;
  attempt: number;
  action: 'send' | 'edit' | 'acknowledge' | 'drop';
  /** The message to be changed, where the action is to change one. */
  changes: number | undefined;
  /** Until the next attempt may begin. */
  waitMs: number;
  messages: Outgoing[];
  chatId: number;
}

/** Planned from what the outbox knows, so that a repeat after a crash goes on where the log says it stopped. */
export function nextStep(
  reply: PendingReply,
  handle: Handle,
  { sender, clock }: { sender: Pick<TelegramSender, 'render'>; clock: Clock },
): Step {
  const { current, movedTo, shown } = handle.state().context as Outbox;
  const { replyId, action, reply: words } = reply.request;
  const mine = current?.replyId === replyId ? current : undefined;
  const part = mine?.part ?? 0;
  const changes = mine?.asNew || part > 0 ? undefined : toChange(action, shown);
  const acting = actingOn(action, changes);
  const messages = words === undefined ? [] : sender.render(worded(words, reply, mine, acting === 'send'));
  return {
    reply,
    delivery: { replyId, revision: String(reply.revision), part },
    parts: mine?.parts ?? Math.max(1, messages.length),
    attempt: (mine?.attempt ?? 0) + 1,
    action: acting,
    changes,
    waitMs: mine?.retryAt === undefined ? 0 : leftMs(mine.retryAt, mine.waitMs ?? 0, clock.now()),
    messages,
    chatId: movedTo ?? chatIdOf(handle.stream),
  };
}

type Wanted = PendingReply['request']['action'];

/** The message that is to be changed, where it is known. */
function toChange(action: Wanted, shown: Outbox['shown']): number | undefined {
  if (action.type === 'edit') return action.messageId;
  return action.type === 'revise' ? shown.find(({ replyId }) => replyId === action.of)?.messageId : undefined;
}

function actingOn(action: Wanted, changes: number | undefined): Step['action'] {
  if (action.type === 'acknowledge') return 'acknowledge';
  if (changes !== undefined) return 'edit';
  return action.type === 'revise' ? action.orElse : 'send';
}

/** The words as they are asked for; marked when they may arrive twice; or, where Telegram does not take them, a word about that. */
function worded(words: Reply, { correlationId }: PendingReply, mine: Current | undefined, isSend: boolean): Reply {
  if (mine?.plain) return untakeable(correlationId);
  return mine?.unknowns && mine.part === 0 && isSend ? repeated(words) : words;
}

function untakeable(correlationId: string): Reply {
  return says(
    paragraph('Telegram does not take this answer. It is in the log: '),
    paragraph(mono(`/trace ${correlationId}`)),
  );
}

/** Never more than was meant: an instant that lies further off was said by a clock that has been set back since. */
function leftMs(retryAt: Instant, meantMs: number, now: Instant): number {
  return Math.max(0, Math.min(meantMs, msBetween(now, retryAt)));
}

/** Says that the first try may have arrived, so that a person can tell a repeat from a second event. */
function repeated(words: Reply): Reply {
  return {
    ...words,
    blocks: [paragraph({ text: '(repeat? the first try may have arrived)', style: 'italic' }), ...words.blocks],
  };
}

/** The reply that changes the same message later, if one waits: then this one need not be shown. */
export function supersededBy({ request: { action } }: PendingReply, following: PendingReply[]): string | undefined {
  return following.find(({ request }) => supersedes(request.action, action))?.request.replyId;
}

/** Never leaves less to be seen: what would be sent as new gives way only to what would be, too. */
function supersedes(later: Wanted, earlier: Wanted): boolean {
  if (earlier.type === 'edit') return later.type === 'edit' && later.messageId === earlier.messageId;
  if (earlier.type !== 'revise' || later.type !== 'revise' || later.of !== earlier.of) return false;
  return earlier.orElse === 'drop' || later.orElse === 'send';
}

/** Where a new message goes. */
export function destination(wanted: Exclude<Wanted, { type: 'acknowledge' }>, chatId: number): Destination {
  if (wanted.type === 'edit') return { chatId };
  const { threadId, messageId: replyTo } = wanted.place;
  // In a private chat an answer stands under its question anyway.
  const quotes = chatId < 0 || (wanted.type === 'send' && wanted.quote === true);
  return {
    chatId,
    ...(threadId === undefined ? {} : { threadId }),
    ...(replyTo === undefined || !quotes ? {} : { replyTo }),
    ...(wanted.silent ? { silent: true } : {}),
  };
}
