import { assign, sendTo, setup } from 'xstate';
import { effectNames, forwards, type Noted } from '../machine.ts';
import type { ChatEvent } from './events.ts';
import { type Chat, newChat, note } from './state.ts';

/**
 * The life of a chat: READY, or ASKING while somebody is being asked for what a command lacks. Commands
 * being answered are not states but entries in the context, so that a slow one never holds up another.
 *
 * Facts in, state out: folding them runs nothing. A live actor started from the folded state answers the
 * commands that are open and lets dialogues end in time; both effects look at the state they wake in.
 */
export const chatMachine = setup({
  types: { context: {} as Chat, events: {} as Noted<ChatEvent> },
  actors: effectNames('answerCommands', 'expireDialogues'),
  actions: {
    note: assign(({ context, event }) => note(context, event)),
    tellAnswers: sendTo('answerCommands', forwards),
    tellDialogues: sendTo('expireDialogues', forwards),
  },
  guards: {
    lastDialogue: ({ context, event }) =>
      event.type === 'DialogueEnded' &&
      Object.values(context.dialogues).every(({ dialogueId }) => dialogueId === event.dialogueId),
  },
}).createMachine({
  id: 'chat',
  context: newChat,
  initial: 'ready',
  invoke: [
    { src: 'answerCommands', id: 'answerCommands' },
    { src: 'expireDialogues', id: 'expireDialogues' },
  ],
  on: {
    ChatOpened: { actions: 'note' },
    CommandAccepted: { actions: ['note', 'tellAnswers'] },
    CommandAnswered: { actions: ['note', 'tellAnswers'] },
    CommandRefused: { actions: ['note', 'tellAnswers'] },
    CommandQuarantined: { actions: ['note', 'tellAnswers'] },
    MessageIgnored: { actions: 'note' },
    DialogueAnswered: { actions: 'note' },
    ChatReset: { actions: 'note' },
    ChatMigrated: { actions: 'note' },
    // What was told by the program itself has no other fact to be known by.
    ReplyRequested: { actions: 'note' },
  },
  states: {
    ready: { on: { DialogueAsked: { target: 'asking', actions: ['note', 'tellDialogues'] } } },
    asking: {
      on: {
        DialogueAsked: { actions: ['note', 'tellDialogues'] },
        DialogueEnded: [
          { guard: 'lastDialogue', target: 'ready', actions: ['note', 'tellDialogues'] },
          { actions: ['note', 'tellDialogues'] },
        ],
      },
    },
  },
});

/** Raised whenever the same facts fold to another snapshot. */
export const chatMachineVersion = 4;
