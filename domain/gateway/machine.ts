import { assign, setup } from 'xstate';
import { msBetween } from '../instants.ts';
import { effectNames } from '../machine.ts';
import type { Instant } from '../message.ts';
import type { GatewayEvent } from './events.ts';

/** What is known of a bot's inbox. */
export interface Inbox {
  /** One more than the last update that is in the log: asking from here confirms what is before. */
  offset?: number;
  lastAt?: Instant;
  /**
   * The latest update ids, oldest first; update ids jump after a quiet week, so they are only compared. A batch of
   * them is enough: what was not confirmed is given again within a day, when the offset still tells it.
   */
  seen: number[];
  /** The latest ids that came again, so that each is said once. */
  replayed: number[];
  /** `kindSince`: of this kind; `alarmed`: that has been told. */
  trouble?: { kind: string; since: Instant; kindSince: Instant; alarmed?: true };
}

const seenMax = 100;
const replayedMax = 200;

/** One inbox of one bot: POLLING, or TROUBLED while Telegram cannot be asked. It polls in both. */
export const gatewayMachine = setup({
  types: { context: {} as Inbox, events: {} as GatewayEvent },
  actors: effectNames('pollUpdates'),
  actions: { note: assign(({ context, event }) => note(context, event)) },
}).createMachine({
  id: 'gateway',
  context: { seen: [], replayed: [] },
  initial: 'polling',
  invoke: { src: 'pollUpdates', id: 'pollUpdates' },
  on: {
    UpdateReceived: { actions: 'note' },
    StrangerTurnedAway: { actions: 'note' },
    UpdateSetAside: { actions: 'note' },
    UpdateQuarantined: { actions: 'note' },
    IdempotentReplay: { actions: 'note' },
  },
  states: {
    polling: { on: { PollFailed: { target: 'troubled', actions: 'note' } } },
    troubled: {
      on: {
        PollFailed: { actions: 'note' },
        PollConflict: { actions: 'note' },
        TelegramAuthLost: { actions: 'note' },
        PollRecovered: { target: 'polling', actions: 'note' },
      },
    },
  },
});

export const gatewayMachineVersion = 4;

function note(inbox: Inbox, fact: GatewayEvent): Inbox {
  switch (fact.type) {
    case 'UpdateReceived':
    case 'StrangerTurnedAway':
    case 'UpdateSetAside':
    case 'UpdateQuarantined':
      return fact.updateId === undefined ? inbox : received(inbox, fact.updateId, fact.at);
    case 'IdempotentReplay':
      return { ...inbox, replayed: [...inbox.replayed.slice(1 - replayedMax), Number(fact.key.slice('tg-'.length))] };
    case 'PollFailed':
      return { ...inbox, trouble: { kind: fact.kind, since: inbox.trouble?.since ?? fact.at, kindSince: fact.at } };
    case 'PollConflict':
    case 'TelegramAuthLost':
      return inbox.trouble === undefined ? inbox : { ...inbox, trouble: { ...inbox.trouble, alarmed: true } };
    case 'PollRecovered': {
      const { trouble: _over, ...rest } = inbox;
      return rest;
    }
  }
}

function received(inbox: Inbox, updateId: number, at: Instant): Inbox {
  const offset = Math.max(validOffset(inbox, at) ?? 0, updateId + 1);
  return { ...inbox, offset, lastAt: at, seen: [...inbox.seen.slice(1 - seenMax), updateId] };
}

/** Telegram draws update ids anew after a quiet week: an older offset would hide what is new. */
const offsetValidMs = 6 * 24 * 3600 * 1000;

/** What is below it has been recorded; none at the beginning, and after a week without updates. */
export function validOffset({ offset, lastAt }: Inbox, now: Instant): number | undefined {
  return lastAt !== undefined && msBetween(lastAt, now) < offsetValidMs ? offset : undefined;
}
