import type { SnapshotFrom } from 'xstate';
import type { Aggregate, Given } from '../aggregate.ts';
import { eventId } from '../ids.ts';
import type { Agent } from '../message.ts';
import { allows } from '../policy/roles.ts';
import { Refusal } from '../refusal.ts';
import { type SettingsCommand, settingsCommands } from './commands.ts';
import type { SettingsEvent } from './events.ts';
import { type FlagRule, requireKnownFlag } from './flags.ts';
import { settingsMachine, settingsMachineVersion, settingsStream } from './machine.ts';

export const settingsAggregate: Aggregate = {
  category: 'settings',
  machine: settingsMachine,
  machineVersion: settingsMachineVersion,
  commands: settingsCommands,
  decide: (order: Asked, snapshot) => decideOnce(order, snapshot as Snapshot),
};

type Asked = SettingsCommand & Given;
type Snapshot = SnapshotFrom<typeof settingsMachine>;

/** An order that was taken before, however long ago and whatever was set since, changes nothing. */
function decideOnce(order: Asked, snapshot: Snapshot): SettingsEvent[] {
  const { taken } = snapshot.context;
  return decide(order, snapshot).filter(
    ({ type }, index) => !taken.includes(eventId(settingsStream, order.id, type, index)),
  );
}

/**
 * What is so already changes nothing.
 * @throws {Refusal} `forbidden`: settings are an admin's, the mode the program's; `not_found`: there is no such flag.
 */
function decide(order: Asked, { context }: Snapshot): SettingsEvent[] {
  const { by, at } = order;
  switch (order.type) {
    case 'ChangeAutonomy':
      requireAdmin(by);
      return context.autonomy === order.mode ? [] : [{ type: 'AutonomyChanged', mode: order.mode, by, at }];
    case 'SetFlag':
      requireAdmin(by);
      return setFlag(order, context.flags[order.flag]);
    case 'NoteMode': {
      if (by.role !== 'system') throw new Refusal('forbidden', 'The mode follows from what is in trouble.');
      const { mode, why, since } = order;
      return context.mode === mode ? [] : [{ type: 'ModeChanged', from: context.mode, mode, why, at: since }];
    }
  }
}

function setFlag(
  { flag, percent, by, at, ...lists }: Extract<Asked, { type: 'SetFlag' }>,
  before: FlagRule | undefined,
): SettingsEvent[] {
  requireKnownFlag(flag);
  const rule: FlagRule = { percent, allow: sorted(lists.allow), deny: sorted(lists.deny) };
  return sameRule(before, rule) ? [] : [{ type: 'FlagSet', flag, ...rule, by, at }];
}

const sorted = (subjects: string[]) => [...new Set(subjects)].sort();
const sameRule = (one: FlagRule | undefined, other: FlagRule) => JSON.stringify(one) === JSON.stringify(other);

function requireAdmin({ role }: Agent): void {
  if (!allows(role, 'admin')) throw new Refusal('forbidden', `This takes the role admin; yours is ${role}.`);
}
