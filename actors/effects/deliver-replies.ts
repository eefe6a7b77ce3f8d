import { mono, paragraph, type Reply, says } from '../../domain/chat/reply.ts';
import { chatIdOf, chatStream } from '../../domain/gateway/route.ts';
import { msBetween } from '../../domain/instants.ts';
import type { Instant } from '../../domain/message.ts';
import type { Current, Outbox } from '../../domain/outbox/machine.ts';
import { effect, type Handle } from '../handle.ts';
import type { Notices } from '../notices.ts';
import type { Pace } from '../pacing.ts';
import {
  type Clock,
  type EventStore,
  type Log,
  type Outgoing,
  type Random,
  TelegramError,
  type TelegramSender,
  type Timers,
} from '../ports.ts';
import { type PendingReply, replyFeed } from '../reply-feed.ts';
import { ended, insist, pause } from '../waiting.ts';

/** An attempt that another life has begun gets so many looks, so far apart, to end: longer than a call may take. */
const looks = { max: 200, everyMs: 100 };

export interface DeliveryPorts {
  sender: TelegramSender;
  store: Pick<EventStore, 'readStream'>;
  notices: Notices;
  pace: Pace;
  clock: Clock;
  timers: Timers;
  random: Random;
  log: Log;
  /** While the program drains, nothing new is begun; what is under way is ended and recorded. */
  draining(): boolean;
}

/**
 * Delivers a chat's replies one after the other: attempt recorded, Telegram called, outcome recorded. What
 * was cut off between the first and the last is of unknown outcome, and the log says so.
 */
export const deliverReplies = (ports: DeliveryPorts) => (handle: Handle) =>
  effect(handle, async signal => {
    const feed = replyFeed(chatStream(chatIdOf(handle.stream)), settledOf(handle), ports.store, ports.notices, signal);
    try {
      await settleWhatWasCutOff(handle, ports, signal);
      while (!signal.aborted) {
        const reply = await insist(() => feed.next(settledOf(handle)), ports, signal);
        if (ports.draining()) await ended(signal);
        else if (reply !== undefined) await deliver(reply, feed.following(reply.revision), handle, ports, signal);
      }
    } finally {
      feed.close();
    }
  });

const outboxOf = (handle: Handle): Outbox => handle.state().context;
const settledOf = (handle: Handle): bigint => BigInt(outboxOf(handle).settled);

async function settleWhatWasCutOff(handle: Handle, ports: DeliveryPorts, signal: AbortSignal): Promise<void> {
  if (!handle.state().matches('sending')) return;
  const { replyId, part, attempt } = outboxOf(handle).current!;
  const id = `${replyId}/${part}/${attempt}/outcome`;
  const data = { kind: 'unknown', cause: 'the program stopped while it was being sent', chance: 0 };
  const chain = { correlationId: replyId.slice(0, replyId.lastIndexOf('/')), causationId: id };
  await insist(() => handle.order({ id, type: 'RecordFailure', data, ...chain }), ports, signal);
}

/** An attempt that was begun elsewhere ends by itself; one that does not was cut off. */
async function letOthersEnd(handle: Handle, ports: DeliveryPorts, signal: AbortSignal): Promise<void> {
  await pause(ports.timers, looks.everyMs, signal);
  for (let look = 1; look < looks.max && handle.state().matches('sending') && !signal.aborted; look++)
    await pause(ports.timers, looks.everyMs, signal);
  await settleWhatWasCutOff(handle, ports, signal);
}

/** All parts of one reply, each until its outcome is settled. */
async function deliver(
  reply: PendingReply,
  following: PendingReply[],
  handle: Handle,
  ports: DeliveryPorts,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && settledOf(handle) < reply.revision) {
    const step = nextStep(reply, handle, ports);
    const successor = step.attempt === 1 && step.delivery.part === 0 ? supersededBy(reply, following) : undefined;
    if (successor !== undefined)
      await order(step, 'Supersede', { ...step.delivery, by: successor }, handle, ports, signal);
    else await attempt(step, handle, ports, signal);
  }
}

interface Step {
  reply: PendingReply;
  delivery: { replyId: string; revision: string; part: number };
  parts: number;
  attempt: number;
  action: 'send' | 'edit' | 'acknowledge';
  /** Until the next attempt may begin. */
  waitMs: number;
  messages: Outgoing[];
  chatId: number;
}

function nextStep(reply: PendingReply, handle: Handle, { sender, clock }: DeliveryPorts): Step {
  const { current, movedTo } = outboxOf(handle);
  const { replyId, action, reply: words } = reply.request;
  const mine = current?.replyId === replyId ? current : undefined;
  const part = mine?.part ?? 0;
  const asNew = action.type === 'edit' && (mine?.asNew === true || part > 0);
  const acting = asNew ? 'send' : action.type;
  const messages = words === undefined ? [] : sender.render(worded(words, reply, mine, acting === 'send'));
  return {
    reply,
    delivery: { replyId, revision: String(reply.revision), part },
    parts: mine?.parts ?? Math.max(1, messages.length),
    attempt: (mine?.attempt ?? 0) + 1,
    action: acting,
    waitMs: mine?.retryAt === undefined ? 0 : leftMs(mine.retryAt, mine.waitMs ?? 0, clock.now()),
    messages,
    chatId: movedTo ?? chatIdOf(handle.stream),
  };
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
function supersededBy({ request: { action } }: PendingReply, following: PendingReply[]): string | undefined {
  if (action.type !== 'edit') return undefined;
  const same = following.find(
    ({ request }) => request.action.type === 'edit' && request.action.messageId === action.messageId,
  );
  return same?.request.replyId;
}

async function attempt(step: Step, handle: Handle, ports: DeliveryPorts, signal: AbortSignal): Promise<void> {
  if (step.waitMs > 0) await pause(ports.timers, step.waitMs, signal);
  if (step.action !== 'acknowledge') await ports.pace.turn(step.chatId, signal);
  if (signal.aborted) return;
  const { delivery, parts, action } = step;
  const begun = await order(step, 'BeginDelivery', { ...delivery, parts, action }, handle, ports, signal);
  if (begun === undefined) return;
  if (begun.facts.length === 0) return letOthersEnd(handle, ports, signal);
  // Stopped while it was being recorded: whoever acts for the chat now finds the attempt and decides.
  if (signal.aborted) return;
  const startedMs = ports.clock.monotonicMs();
  const [type, data] = await call(step, ports).then(
    messageId =>
      ['RecordDelivered', { ...messageId, durationMs: Math.round(ports.clock.monotonicMs() - startedMs) }] as const,
    cause => ['RecordFailure', failureOf(cause, ports.random)] as const,
  );
  await order(step, type, data, handle, ports, signal);
}

async function call(
  { reply, delivery, action, messages, chatId }: Step,
  { sender }: DeliveryPorts,
): Promise<{ messageId?: number }> {
  const wanted = reply.request.action;
  if (wanted.type === 'acknowledge') return sender.acknowledge(wanted.callbackId).then(() => ({}));
  // After an update of the program a reply may render to fewer messages than were begun.
  const message = messages[Math.min(delivery.part, messages.length - 1)]!;
  if (action === 'edit' && wanted.type === 'edit') {
    await sender.edit({ chatId, messageId: wanted.messageId }, message);
    return { messageId: wanted.messageId };
  }
  if (wanted.type === 'edit') return sender.send({ chatId }, message);
  const { threadId, messageId: replyTo } = wanted.place;
  return sender.send(
    {
      chatId,
      ...(threadId === undefined ? {} : { threadId }),
      ...(replyTo === undefined || chatId > 0 ? {} : { replyTo }),
      ...(wanted.silent ? { silent: true } : {}),
    },
    message,
  );
}

/** What is not Telegram's own answer is a bug, and a bug after the call began leaves the outcome unknown. */
function failureOf(cause: unknown, random: Random): Record<string, unknown> {
  const chance = random.number();
  if (!(cause instanceof TelegramError)) return { kind: 'unknown', cause: String(cause).slice(0, 300), chance };
  const { kind, description } = cause.failure;
  const more = {
    ...('retryAfterMs' in cause.failure ? { retryAfterMs: cause.failure.retryAfterMs } : {}),
    ...('toChatId' in cause.failure ? { toChatId: cause.failure.toChatId } : {}),
  };
  return { kind, cause: description.slice(0, 300), chance, ...more };
}

function order(
  { reply, delivery, attempt }: Step,
  type: string,
  data: Record<string, unknown>,
  handle: Handle,
  ports: DeliveryPorts,
  signal: AbortSignal,
) {
  const stage = type === 'BeginDelivery' ? 'begin' : 'outcome';
  const id = `${delivery.replyId}/${delivery.part}/${attempt}/${stage}`.slice(-160);
  const { correlationId, eventId: causationId } = reply;
  return insist(() => handle.order({ id, type, data, correlationId, causationId }), ports, signal);
}
