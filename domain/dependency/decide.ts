import { assign, type SnapshotFrom, setup } from 'xstate';
import { z } from 'zod';
import type { Aggregate, Given } from '../aggregate.ts';
import { msBetween } from '../instants.ts';
import { instant, type MessageOf } from '../message.ts';
import { type DependencyEvent, dependencyEvents } from './events.ts';

/** One outside thing: there or not, and what went wrong at its door. */

const at = { at: true } as const;

const dependencyCommands = {
  /** `since`: when it was really lost, where that could not be recorded at once. */
  NoteLoss: z.object({ cause: z.string().max(300), since: instant.optional() }),
  NoteReturn: z.object({ gapMs: z.int().min(0).optional() }),
  NoteRefusedMessage: dependencyEvents.MessageRefused.omit(at),
  NoteParkedMessage: dependencyEvents.MessageParked.omit(at),
  NoteTakenFromLog: dependencyEvents.CommandsTakenFromLog.omit(at),
  NoteParkedActor: dependencyEvents.ActorParked.omit(at),
  NoteRestartedActor: dependencyEvents.ActorRestarted.omit(at),
};
type Asked = MessageOf<typeof dependencyCommands> & Given;

const dependencyMachine = setup({
  types: { context: {} as { lostAt?: string | undefined }, events: {} as DependencyEvent },
  actions: {
    lose: assign(({ event }) => ({ lostAt: event.at })),
    find: assign(() => ({ lostAt: undefined })),
  },
}).createMachine({
  id: 'dependency',
  context: {},
  initial: 'up',
  states: {
    up: { on: { DependencyLost: { target: 'down', actions: 'lose' } } },
    down: { on: { DependencyRestored: { target: 'up', actions: 'find' } } },
  },
});

export const dependencyAggregate: Aggregate = {
  category: 'dependency',
  machine: dependencyMachine,
  machineVersion: 1,
  commands: dependencyCommands,
  decide: (order: Asked, snapshot) => decide(order, snapshot as SnapshotFrom<typeof dependencyMachine>),
};

function decide(order: Asked, snapshot: SnapshotFrom<typeof dependencyMachine>): DependencyEvent[] {
  const { at } = order;
  switch (order.type) {
    case 'NoteLoss':
      return snapshot.matches('down') ? [] : [{ type: 'DependencyLost', cause: order.cause, at: order.since ?? at }];
    case 'NoteReturn': {
      if (snapshot.matches('up')) return [];
      const gapMs = order.gapMs ?? Math.max(0, msBetween(snapshot.context.lostAt!, at));
      return [{ type: 'DependencyRestored', gapMs, at }];
    }
    case 'NoteRefusedMessage':
      return [fact('MessageRefused', order)];
    case 'NoteParkedMessage':
      return [fact('MessageParked', order)];
    case 'NoteTakenFromLog':
      return [fact('CommandsTakenFromLog', order)];
    case 'NoteParkedActor':
      return [fact('ActorParked', order)];
    case 'NoteRestartedActor':
      return [fact('ActorRestarted', order)];
  }
}

/** The order's own fields, as the fact of that type; the schema lets no others through. */
function fact<Type extends DependencyEvent['type']>(type: Type, order: Asked): DependencyEvent {
  return dependencyEvents[type].transform(data => ({ type, ...data })).parse(order) as unknown as DependencyEvent;
}
