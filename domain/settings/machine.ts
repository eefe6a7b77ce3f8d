import { assign, setup } from 'xstate';
import type { StreamName } from '../ids.ts';
import type { Autonomy } from '../job/work.ts';
import type { SettingsEvent } from './events.ts';

export const settingsStream: StreamName = 'settings-system';

/** What is set now. */
export interface SystemSettings {
  /** Supervised until somebody says otherwise. */
  autonomy: Autonomy;
}

export const settingsMachine = setup({
  types: { context: {} as SystemSettings, events: {} as SettingsEvent },
  actions: { setAutonomy: assign(({ event }) => ({ autonomy: event.mode })) },
}).createMachine({
  id: 'settings',
  context: { autonomy: 'supervised' },
  initial: 'set',
  states: { set: { on: { AutonomyChanged: { actions: 'setAutonomy' } } } },
});

/** Raised whenever the same facts fold to another snapshot. */
export const settingsMachineVersion = 1;
