import { assign, type SnapshotFrom, setup } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import type { Instant, MessageOf } from '../message.ts';
import { type ScheduleEvent, scheduleEvents } from './events.ts';

/** One schedule: the last of its times that was dealt with, so that none is told of twice. */

const at = { at: true } as const;

const scheduleCommands = {
  NoteFired: scheduleEvents.ScheduleFired.omit(at),
  NoteMissed: scheduleEvents.ScheduleMissed.omit(at),
};
type Asked = MessageOf<typeof scheduleCommands> & Given;

const scheduleMachine = setup({
  types: { context: {} as { handled?: Instant }, events: {} as ScheduleEvent },
  actions: {
    note: assign(({ event }) => ({ handled: event.type === 'ScheduleFired' ? event.due : event.last })),
  },
}).createMachine({
  id: 'schedule',
  context: {},
  initial: 'kept',
  states: { kept: { on: { ScheduleFired: { actions: 'note' }, ScheduleMissed: { actions: 'note' } } } },
});

export const scheduleAggregate: Aggregate = {
  category: 'schedule',
  machine: scheduleMachine,
  machineVersion: 1,
  commands: scheduleCommands,
  decide: (order: Asked, snapshot) => decide(order, snapshot as SnapshotFrom<typeof scheduleMachine>),
};

/** Several processes may keep the same schedule: the first to say what came of a time has said it. */
function decide(order: Asked, { context: { handled } }: SnapshotFrom<typeof scheduleMachine>): ScheduleEvent[] {
  const { at } = order;
  const last = order.type === 'NoteFired' ? order.due : order.last;
  if (handled !== undefined && last <= handled) return [];
  if (order.type === 'NoteFired') return [{ type: 'ScheduleFired', due: order.due, jobId: order.jobId, at }];
  const { count, first, why, reason } = order;
  return [{ type: 'ScheduleMissed', count, first, last, why, ...(reason === undefined ? {} : { reason }), at }];
}

/** The last of its times that was dealt with. */
export function handledOf({ context }: { context: unknown }): Instant | undefined {
  return (context as { handled?: Instant }).handled;
}
