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

/** @throws {Refusal} `forbidden`: settings are an admin's. What is so already changes nothing. */
function decide(
  { mode, by, at }: SettingsCommand & Given,
  { context }: SnapshotFrom<typeof settingsMachine>,
): SettingsEvent[] {
  if (!allows(by.role, 'admin')) throw new Refusal('forbidden', `This takes the role admin; yours is ${by.role}.`);
  return context.autonomy === mode ? [] : [{ type: 'AutonomyChanged', mode, by, at }];
}
