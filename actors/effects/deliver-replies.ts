import { chatIdOf, chatStream } from '../../domain/gateway/route.ts';
import type { Outbox } from '../../domain/outbox/machine.ts';
import { effect, type Handle } from '../handle.ts';
import type { Notices } from '../notices.ts';
import type { Pace } from '../pacing.ts';
import {
  type Clock,
  type EventStore,
  type Log,
  type Random,
  TelegramError,
  type TelegramSender,
  type Timers,
} from '../ports.ts';
import { type PendingReply, replyFeed } from '../reply-feed.ts';
import type { Admission, Guard } from '../resilience/guard.ts';
import { ended, insist, pause } from '../waiting.ts';
import { destination, nextStep, type Step, supersededBy } from './delivery-step.ts';

/** An attempt that another life has begun gets so many looks, so far apart, to end: longer than a call may take. */
const looks = { max: 200, everyMs: 100 };

export interface DeliveryPorts {
  sender: TelegramSender;
  store: Pick<EventStore, 'readStream'>;
  notices: Notices;
  pace: Pace;
  /** Where a reply waits while Telegram is not asked. */
  door: Pick<Guard, 'turn' | 'proven'>;
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
    else if (step.action === 'drop') await order(step, 'LetGo', step.delivery, handle, ports, signal);
    else await attempt(step, handle, ports, signal);
  }
}

async function attempt(step: Step, handle: Handle, ports: DeliveryPorts, signal: AbortSignal): Promise<void> {
  if (step.waitMs > 0) await pause(ports.timers, step.waitMs, signal);
  const admission = await admitted(step, ports, signal);
  if (admission === undefined) return;
  try {
    await attemptNow(step, admission, handle, ports, signal);
  } finally {
    admission.leave();
  }
}

/** While Telegram is not asked the reply waits here, and its chat's others behind it: nothing is begun or lost. */
async function admitted(
  { action, chatId }: Step,
  { door, pace }: DeliveryPorts,
  signal: AbortSignal,
): Promise<Admission | undefined> {
  for (;;) {
    const admission = await door.turn(signal);
    if (admission === undefined) return undefined;
    if (action !== 'acknowledge') await pace.turn(chatId, signal);
    if (admission.holds() && !signal.aborted) return admission;
    admission.leave();
  }
}

async function attemptNow(
  step: Step,
  admission: Admission,
  handle: Handle,
  ports: DeliveryPorts,
  signal: AbortSignal,
): Promise<void> {
  const { delivery, parts, action } = step;
  const begun = await order(step, 'BeginDelivery', { ...delivery, parts, action }, handle, ports, signal);
  if (begun === undefined) return;
  if (begun.facts.length === 0) {
    admission.leave();
    return letOthersEnd(handle, ports, signal);
  }
  // Stopped while it was being recorded: whoever acts for the chat now finds the attempt and decides.
  if (signal.aborted) return;
  const startedMs = ports.clock.monotonicMs();
  const [type, data] = await admission
    .run(() => call(step, ports))
    .then(
      messageId =>
        ['RecordDelivered', { ...messageId, durationMs: Math.round(ports.clock.monotonicMs() - startedMs) }] as const,
      cause => ['RecordFailure', failureOf(cause, ports.random)] as const,
    );
  // A group that moved has two outboxes that speak in one chat: the rest it asks for is for both.
  if ('retryAfterMs' in data) ports.pace.rest(step.chatId, data.retryAfterMs as number);
  await order(step, type, data, handle, ports, signal);
  // It is repeated once: not into the same silence, where that would be lost too.
  if ('kind' in data && data.kind === 'unknown') await ports.door.proven(signal);
}

async function call(
  { reply, delivery, changes, messages, chatId }: Step,
  { sender }: DeliveryPorts,
): Promise<{ messageId?: number; revised?: string }> {
  const wanted = reply.request.action;
  if (wanted.type === 'acknowledge') return sender.acknowledge(wanted.callbackId).then(() => ({}));
  // After an update of the program a reply may render to fewer messages than were begun.
  const message = messages[Math.min(delivery.part, messages.length - 1)]!;
  const revised = wanted.type === 'revise' ? { revised: wanted.of } : {};
  if (changes === undefined) return { ...(await sender.send(destination(wanted, chatId), message)), ...revised };
  await sender.edit({ chatId, messageId: changes }, message);
  return { messageId: changes, ...revised };
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
