import { assign, sendTo, setup } from 'xstate';
import { effectNames, forwards, type Noted } from '../machine.ts';
import type { AlertEvent } from './events.ts';
import { type Alert, newAlert, note } from './state.ts';

/**
 * CLEAR or FIRING; mutes, acknowledgements and what is still to be told stand in the context, so all of it survives a
 * restart. `tellNotices` asks the chats to show what is to be told, as long as there is any.
 */
export const alertMachine = setup({
  types: { context: {} as Alert, events: {} as Noted<AlertEvent> },
  actors: effectNames('tellNotices'),
  actions: {
    note: assign(({ context, event }) => note(context, event)),
    tell: sendTo('tellNotices', forwards),
  },
}).createMachine({
  id: 'alert',
  context: newAlert,
  initial: 'clear',
  invoke: { src: 'tellNotices', id: 'tellNotices' },
  on: {
    AlertMuted: { actions: 'note' },
    AlertUnmuted: { actions: 'note' },
    AlertCaughtUp: { actions: ['note', 'tell'] },
    AlertCalmed: { actions: ['note', 'tell'] },
    AlertTold: { actions: 'note' },
  },
  states: {
    clear: { on: { AlertRaised: { target: 'firing', actions: ['note', 'tell'] } } },
    firing: {
      on: {
        AlertCleared: { target: 'clear', actions: ['note', 'tell'] },
        AlertReminded: { actions: ['note', 'tell'] },
        AlertAcknowledged: { actions: ['note', 'tell'] },
      },
    },
  },
});

/** Raised whenever the same facts fold to another snapshot. */
export const alertMachineVersion = 1;
