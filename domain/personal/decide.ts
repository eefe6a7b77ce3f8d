import { setup } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import type { MessageOf } from '../message.ts';
import { type PersonalEvent, personalEvents } from './events.ts';

/** A person may be forgotten again and again: what came since is another key. */

const personalCommands = { Forget: personalEvents.PersonForgotten.omit({ at: true, by: true }) };
type Asked = MessageOf<typeof personalCommands> & Given;

const personMachine = setup({ types: { context: {} as object, events: {} as PersonalEvent } }).createMachine({
  id: 'person',
  context: {},
});

export const personAggregate: Aggregate = {
  category: 'person',
  machine: personMachine,
  machineVersion: 1,
  commands: personalCommands,
  decide: ({ userId, by, at }: Asked): PersonalEvent[] => [{ type: 'PersonForgotten', userId, by, at }],
};
