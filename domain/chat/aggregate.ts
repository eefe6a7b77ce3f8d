import type { Aggregate } from '../aggregate.ts';
import { Refusal, refusalCodes } from '../refusal.ts';
import { chatCommands } from './commands.ts';
import { type ChatSnapshot, decide } from './decide.ts';
import { chatMachine, chatMachineVersion } from './machine.ts';
import type { ChatSettings } from './settings.ts';
import { refusalReply, shows } from './told.ts';

/** A chat, under the numbers of the configuration. */
export function chatAggregate(settings: ChatSettings): Aggregate {
  return {
    category: 'chat',
    machine: chatMachine,
    machineVersion: chatMachineVersion,
    commands: chatCommands,
    decide: (order, snapshot) => decide(order, snapshot as ChatSnapshot, settings),
    quarantine(commandId, name, cause, given, snapshot) {
      if ((snapshot as ChatSnapshot).context.taken.includes(commandId)) return [];
      const refusal = new Refusal('internal_error', 'I failed on this twice and have set it aside.', {
        hint: refusalCodes.internal_error.hint,
      });
      return [
        { type: 'CommandQuarantined', commandId, name, cause, at: given.at },
        shows(given, commandId, {}, refusalReply(refusal, given.correlationId), 'quarantined'),
      ];
    },
  };
}
