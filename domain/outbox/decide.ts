import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { msBetween, plusMs } from '../instants.ts';
import { type OutboxCommand, outboxCommands } from './commands.ts';
import type { OutboxEvent } from './events.ts';
import { type Current, type Outbox, outboxMachine, outboxMachineVersion } from './machine.ts';

/** Numbers from the configuration that the rules of delivery need. */
export interface OutboxSettings {
  retryMinMs: number;
  retryMaxMs: number;
  /** A reply that could not be delivered for so long is given up. */
  giveUpAfterMs: number;
}

type Snapshot = SnapshotFrom<typeof outboxMachine>;
type Asked = OutboxCommand & Given;
type Failure = Extract<Asked, { type: 'RecordFailure' }>;

/** The rules of delivering replies, under the numbers of the configuration. */
export function outboxAggregate(settings: OutboxSettings): Aggregate {
  return {
    category: 'outbox',
    machine: outboxMachine,
    machineVersion: outboxMachineVersion,
    commands: outboxCommands,
    decide: (order: Asked, snapshot) => decide(order, snapshot as Snapshot, settings),
  };
}

/** An order that does not fit the state (a second outcome of one attempt) gives nothing. */
function decide(order: Asked, snapshot: Snapshot, settings: OutboxSettings): OutboxEvent[] {
  const { context: outbox } = snapshot;
  const sending = snapshot.matches('sending');
  switch (order.type) {
    case 'BeginDelivery':
      return sending || isSettled(order.revision, outbox) ? [] : [attempt(order, outbox)];
    case 'RecordDelivered':
      return sending ? [delivered(order, outbox.current!)] : [];
    case 'RecordFailure':
      return sending ? failed(order, outbox.current!, settings) : [];
    case 'Supersede':
      return sending || isSettled(order.revision, outbox) ? [] : [supersede(order)];
    case 'LetGo':
      return sending || isSettled(order.revision, outbox) ? [] : [letGo(order)];
  }
}

function isSettled(revision: string, { settled }: Outbox): boolean {
  return BigInt(revision) <= BigInt(settled);
}

function attempt(order: Extract<Asked, { type: 'BeginDelivery' }>, { current }: Outbox): OutboxEvent {
  const { replyId, revision, part, parts, action, at } = order;
  const before = current?.replyId === replyId && current.part === part ? current.attempt : 0;
  return { type: 'DeliveryAttempted', replyId, revision, part, parts, attempt: before + 1, action, at };
}

function supersede({ replyId, revision, part, by, at }: Extract<Asked, { type: 'Supersede' }>): OutboxEvent {
  const cause = `${by} changes the same message`;
  return { type: 'DeliveryAbandoned', replyId, revision, part, code: 'superseded', cause, at };
}

function letGo({ replyId, revision, part, at }: Extract<Asked, { type: 'LetGo' }>): OutboxEvent {
  const cause = 'the message it was to change is not there any more';
  return { type: 'DeliveryAbandoned', replyId, revision, part, code: 'gone', cause, at };
}

function delivered(
  { messageId, revised, durationMs, at }: Extract<Asked, { type: 'RecordDelivered' }>,
  current: Current,
): OutboxEvent {
  const { replyId, revision, part, parts } = current;
  const last = part + 1 >= parts;
  return {
    type: 'Delivered',
    replyId,
    revision,
    part,
    last,
    ...(messageId === undefined ? {} : { messageId }),
    ...(revised === undefined ? {} : { revised }),
    at,
    durationMs,
  };
}

/** What follows from a failed call: the rule of at-least-once with an honest log. */
function failed(order: Failure, current: Current, settings: OutboxSettings): OutboxEvent[] {
  const { at, cause, kind } = order;
  switch (kind) {
    case 'throttled':
    case 'not_sent':
    case 'auth':
    case 'conflict':
      return [tryAgain(order, current, kind === 'conflict' ? 'not_sent' : kind, settings)];
    case 'unknown':
      return unknown(order, current);
    case 'unreachable':
      return [abandon(current, 'unreachable', cause, at), { type: 'ChatUnreachable', cause, at }];
    case 'migrated':
      return [
        { type: 'DestinationMoved', toChatId: order.toChatId!, at },
        tryAgain(order, current, 'not_sent', settings),
      ];
    case 'rejected':
      if (current.action === 'edit') return [delay(current, 'edit_rejected', cause, at, at)];
      if (!current.plain && current.action === 'send') return [delay(current, 'rejected', cause, at, at)];
      return [abandon(current, 'rejected', cause, at)];
  }
}

/** Full jitter between a floor and a doubling ceiling; Telegram's own word goes first. */
function tryAgain(
  { at, cause, retryAfterMs = 0, chance }: Failure,
  current: Current,
  code: 'throttled' | 'not_sent' | 'auth',
  { retryMinMs, retryMaxMs, giveUpAfterMs }: OutboxSettings,
): OutboxEvent {
  if (msBetween(current.firstAt, at) >= giveUpAfterMs) return abandon(current, 'gave_up', cause, at);
  const ceiling = Math.min(retryMaxMs, retryMinMs * 2 ** Math.min(current.attempt, 20));
  const waitMs = Math.max(retryAfterMs, Math.round(retryMinMs + chance * (ceiling - retryMinMs)));
  return delay(current, code, cause, plusMs(at, waitMs), at);
}

/**
 * It may have arrived. An edit is the same however often it is made; a message is repeated once, marked as a
 * repeat; an acknowledgement is let go.
 */
function unknown({ at, cause }: Failure, current: Current): OutboxEvent[] {
  const { replyId, revision, part, attempt, action, unknowns } = current;
  const next = unknowns === 0 && action !== 'acknowledge' ? 'repeat' : 'drop';
  const fact: OutboxEvent = { type: 'DeliveryOutcomeUnknown', replyId, revision, part, attempt, cause, next, at };
  return next === 'repeat' ? [fact] : [fact, abandon(current, 'outcome_unknown', cause, at)];
}

type DelayCode = Extract<OutboxEvent, { type: 'DeliveryDelayed' }>['code'];
type AbandonCode = Extract<OutboxEvent, { type: 'DeliveryAbandoned' }>['code'];

function delay(current: Current, code: DelayCode, cause: string, retryAt: string, at: string): OutboxEvent {
  const { replyId, revision, part, attempt } = current;
  return { type: 'DeliveryDelayed', replyId, revision, part, attempt, code, cause, retryAt, at };
}

function abandon({ replyId, revision, part }: Current, code: AbandonCode, cause: string, at: string): OutboxEvent {
  return { type: 'DeliveryAbandoned', replyId, revision, part, code, cause, at };
}
