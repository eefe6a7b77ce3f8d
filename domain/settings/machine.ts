import { assign, setup } from 'xstate';
import type { StreamName } from '../ids.ts';
import type { Autonomy } from '../job/work.ts';
import type { ServiceMode } from '../policy/modes.ts';
import type { SettingsEvent } from './events.ts';

export const settingsStream: StreamName = 'settings-system';

/** What is set now. */
export interface SystemSettings {
  /** Supervised until somebody says otherwise. */
  autonomy: Autonomy;
  /** As last recorded; the program that runs knows the present one. */
  mode: ServiceMode;
}

export const settingsMachine = setup({
  types: { context: {} as SystemSettings, events: {} as SettingsEvent },
  actions: {
    note: assign(({ event }) => (event.type === 'AutonomyChanged' ? { autonomy: event.mode } : { mode: event.mode })),
  },
}).createMachine({
  id: 'settings',
  context: { autonomy: 'supervised', mode: 'normal' },
  initial: 'set',
  states: { set: { on: { AutonomyChanged: { actions: 'note' }, ModeChanged: { actions: 'note' } } } },
});

/** Raised whenever the same facts fold to another snapshot. */
export const settingsMachineVersion = 2;
