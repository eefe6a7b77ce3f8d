import { assign, setup } from 'xstate';
import { msBetween } from '../instants.ts';
import { effectNames } from '../machine.ts';
import type { Instant } from '../message.ts';
import type { OutboxEvent } from './events.ts';

/** How far the delivery of a chat's replies has come. */
export interface Outbox {
  /** Revision in the chat's stream of the last reply that is done with; `-1` before the first. */
  settled: string;
  /** The reply that is being delivered. */
  current?: Current | undefined;
  /** Where the chat lives since it became a supergroup. */
  movedTo?: number;
  unreachable: boolean;
  /** The messages that the latest replies became, oldest first: what can be revised. */
  shown: { replyId: string; messageId: number }[];
}

/** How many are remembered. */
const shownMax = 200;

export interface Current {
  replyId: string;
  revision: string;
  part: number;
  parts: number;
  /** Of this part. */
  attempt: number;
  action: 'send' | 'edit' | 'acknowledge';
  /** How often the outcome of this part was not known. */
  unknowns: number;
  /** The message to be edited is gone: it is sent as a new one. */
  asNew: boolean;
  /** Telegram does not take the message: a plain word about it goes instead. */
  plain: boolean;
  firstAt: Instant;
  retryAt?: Instant;
  /** How long that was to wait when it was said: a clock that is set back must not make it longer. */
  waitMs?: number;
}

/**
 * IDLE between deliveries; SENDING from the recorded attempt to the recorded outcome; WAITING for the next
 * try. Woken in SENDING, the outcome of the attempt is not known: that is what the state is for.
 */
export const outboxMachine = setup({
  types: { context: {} as Outbox, events: {} as OutboxEvent },
  actors: effectNames('deliverReplies'),
  actions: { note: assign(({ context, event }) => note(context, event)) },
}).createMachine({
  id: 'outbox',
  context: { settled: '-1', unreachable: false, shown: [] },
  initial: 'idle',
  invoke: { src: 'deliverReplies', id: 'deliverReplies' },
  on: {
    ChatUnreachable: { actions: 'note' },
    DestinationMoved: { actions: 'note' },
    DeliveryAbandoned: { target: '.idle', actions: 'note' },
  },
  states: {
    idle: { on: { DeliveryAttempted: { target: 'sending', actions: 'note' } } },
    waiting: { on: { DeliveryAttempted: { target: 'sending', actions: 'note' } } },
    sending: {
      on: {
        Delivered: { target: 'idle', actions: 'note' },
        DeliveryDelayed: { target: 'waiting', actions: 'note' },
        DeliveryOutcomeUnknown: { target: 'waiting', actions: 'note' },
      },
    },
  },
});

export const outboxMachineVersion = 5;

function note(outbox: Outbox, fact: OutboxEvent): Outbox {
  switch (fact.type) {
    case 'DeliveryAttempted':
      return { ...outbox, current: attempted(outbox.current, fact) };
    case 'Delivered':
      return { ...delivered(outbox, fact), unreachable: false, shown: remembered(outbox.shown, fact) };
    case 'DeliveryDelayed': {
      const asNew = outbox.current!.asNew || fact.code === 'edit_rejected';
      const plain = outbox.current!.plain || fact.code === 'rejected';
      const waitMs = msBetween(fact.at, fact.retryAt);
      return { ...outbox, current: { ...outbox.current!, asNew, plain, retryAt: fact.retryAt, waitMs } };
    }
    case 'DeliveryOutcomeUnknown': {
      const unknowns = outbox.current!.unknowns + 1;
      return { ...outbox, current: { ...outbox.current!, unknowns, retryAt: fact.at, waitMs: 0 } };
    }
    case 'DeliveryAbandoned':
      return settled(outbox, fact.revision);
    case 'ChatUnreachable':
      return { ...outbox, unreachable: true };
    case 'DestinationMoved':
      return { ...outbox, movedTo: fact.toChatId };
  }
}

function attempted(current: Current | undefined, fact: Extract<OutboxEvent, { type: 'DeliveryAttempted' }>): Current {
  const { replyId, revision, part, parts, attempt, action, at } = fact;
  const same = current?.replyId === replyId && current.part === part ? current : undefined;
  return {
    replyId,
    revision,
    part,
    parts,
    attempt,
    action,
    unknowns: same?.unknowns ?? 0,
    asNew: current?.replyId === replyId && current.asNew,
    plain: same?.plain ?? false,
    firstAt: same?.firstAt ?? at,
  };
}

/** The next part of the same reply, or the end of it. */
function delivered(outbox: Outbox, { last, revision, part, at }: Extract<OutboxEvent, { type: 'Delivered' }>): Outbox {
  if (last) return settled(outbox, revision);
  return {
    ...outbox,
    current: { ...outbox.current!, part: part + 1, attempt: 0, unknowns: 0, plain: false, firstAt: at },
  };
}

/** A long reply is known by its first message, and a revision by the reply that it revises. */
function remembered(
  shown: Outbox['shown'],
  { replyId, revised, messageId, part }: Extract<OutboxEvent, { type: 'Delivered' }>,
): Outbox['shown'] {
  if (messageId === undefined || part > 0) return shown;
  const first = revised ?? replyId;
  return [...shown.filter(other => other.replyId !== first).slice(1 - shownMax), { replyId: first, messageId }];
}

function settled(outbox: Outbox, revision: string): Outbox {
  // Said to be gone: what is merely left out would stay as it was.
  return { ...outbox, current: undefined, settled: revision };
}
