import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import { type SettingsCommand, settingsCommands } from './commands.ts';
import type { SettingsEvent } from './events.ts';
import { settingsMachine, settingsMachineVersion } from './machine.ts';

export const settingsAggregate: Aggregate = {
  category: 'settings',
  machine: settingsMachine,
  machineVersion: settingsMachineVersion,
  commands: settingsCommands,
  decide: (order: SettingsCommand & Given, snapshot) => decide(order, snapshot as SnapshotFrom<typeof settingsMachine>),
};

type Asked = SettingsCommand & Given;
type Snapshot = SnapshotFrom<typeof settingsMachine>;

/** What is so already changes nothing. @throws {Refusal} `forbidden`: settings are an admin's, the mode the program's. */
function decide(order: Asked, { context }: Snapshot): SettingsEvent[] {
  const { by, at } = order;
  switch (order.type) {
    case 'ChangeAutonomy':
      if (!allows(by.role, 'admin')) throw new Refusal('forbidden', `This takes the role admin; yours is ${by.role}.`);
      return context.autonomy === order.mode ? [] : [{ type: 'AutonomyChanged', mode: order.mode, by, at }];
    case 'NoteMode': {
      if (by.role !== 'system') throw new Refusal('forbidden', 'The mode follows from what is in trouble.');
      const { mode, why, since } = order;
      return context.mode === mode ? [] : [{ type: 'ModeChanged', from: context.mode, mode, why, at: since }];
    }
  }
}
