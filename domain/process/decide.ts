import { assign, type SnapshotFrom, setup } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import type { MessageOf } from '../message.ts';
import { type ProcessEvent, processEvents } from './events.ts';

/** One run of the program: it says when it starts, is ready, drains and stops, each once, and how the service was. */

const at = { at: true } as const;

const processCommands = {
  NoteStart: processEvents.ProcessStarted.omit(at).extend({ crash: processEvents.CrashRecorded.omit(at).optional() }),
  NoteReady: processEvents.ProcessReady.omit(at),
  NoteService: processEvents.ServiceObserved.omit(at),
  NoteDraining: processEvents.ProcessDraining.omit(at),
  NoteStop: processEvents.ProcessStopped.omit(at),
};

const processMachine = setup({
  types: { context: {} as { since?: string }, events: {} as ProcessEvent },
  actions: { note: assign(({ event }) => ({ since: event.at })) },
}).createMachine({
  id: 'process',
  context: {},
  initial: 'absent',
  states: {
    absent: { on: { ProcessStarted: { target: 'starting', actions: 'note' } } },
    starting: {
      on: {
        ProcessReady: { target: 'running', actions: 'note' },
        ProcessDraining: { target: 'draining', actions: 'note' },
      },
    },
    running: { on: { ProcessDraining: { target: 'draining', actions: 'note' } } },
    draining: { on: { ProcessStopped: { target: 'stopped', actions: 'note' } } },
    stopped: {},
  },
});

export const processAggregate: Aggregate = {
  category: 'process',
  machine: processMachine,
  machineVersion: 1,
  commands: processCommands,
  decide: (order: MessageOf<typeof processCommands> & Given, snapshot) =>
    decide(order, snapshot as SnapshotFrom<typeof processMachine>),
};

function decide(
  order: MessageOf<typeof processCommands> & Given,
  snapshot: SnapshotFrom<typeof processMachine>,
): ProcessEvent[] {
  const { at } = order;
  switch (order.type) {
    case 'NoteStart': {
      if (!snapshot.matches('absent')) return [];
      const { instance, pid, host, node, previous, crash } = order;
      const started: ProcessEvent = { type: 'ProcessStarted', instance, pid, host, node, previous, at };
      return crash === undefined ? [started] : [started, { type: 'CrashRecorded', ...crash, at }];
    }
    case 'NoteReady':
      return snapshot.matches('starting')
        ? [{ type: 'ProcessReady', startMs: order.startMs, resumed: order.resumed, at }]
        : [];
    case 'NoteService':
      return [{ type: 'ServiceObserved', from: order.from, slots: order.slots, at }];
    case 'NoteDraining':
      return snapshot.matches('draining') ? [] : [{ type: 'ProcessDraining', signal: order.signal, at }];
    case 'NoteStop':
      return snapshot.matches('draining') ? [{ type: 'ProcessStopped', drainMs: order.drainMs, at }] : [];
  }
}
