import { assign, setup } from 'xstate';
import type { StreamName } from '../ids.ts';
import type { Autonomy } from '../job/work.ts';
import type { Noted } from '../machine.ts';
import type { ServiceMode } from '../policy/modes.ts';
import type { SettingsEvent } from './events.ts';
import type { FlagRule } from './flags.ts';

export const settingsStream: StreamName = 'settings-system';

/** What is set now. */
export interface SystemSettings {
  /** Supervised until somebody says otherwise. */
  autonomy: Autonomy;
  /** As last recorded; the program that runs knows the present one. */
  mode: ServiceMode;
  /** Of each flag that was ever set. */
  flags: Record<string, FlagRule>;
  /** Ids of the latest facts, oldest first: an order that was taken names the same ones again. */
  taken: string[];
}

const takenMax = 100;

export const settingsMachine = setup({
  types: { context: {} as SystemSettings, events: {} as Noted<SettingsEvent> },
  actions: {
    note: assign(({ context, event }) => ({
      ...changes(context, event),
      taken: [...context.taken, event.meta.id].slice(-takenMax),
    })),
  },
}).createMachine({
  id: 'settings',
  context: { autonomy: 'supervised', mode: 'normal', flags: {}, taken: [] },
  initial: 'set',
  states: { set: { on: { '*': { actions: 'note' } } } },
});

/** Raised whenever the same facts fold to another snapshot. */
export const settingsMachineVersion = 4;

function changes({ flags }: SystemSettings, fact: SettingsEvent): Partial<SystemSettings> {
  switch (fact.type) {
    case 'AutonomyChanged':
      return { autonomy: fact.mode };
    case 'ModeChanged':
      return { mode: fact.mode };
    case 'FlagSet': {
      const { percent, allow, deny } = fact;
      return { flags: { ...flags, [fact.flag]: { percent, allow, deny } } };
    }
  }
}
