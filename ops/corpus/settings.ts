import type { SettingsEvent } from '../../domain/settings/events.ts';
import { ada, at, type Samples } from './sample.ts';

export const settingsSamples: Samples<SettingsEvent> = {
  stream: 'settings-system',
  data: {
    AutonomyChanged: { mode: 'readonly', by: ada, at },
    ModeChanged: { from: 'normal', mode: 'static', why: 'event log: the disk is full', at },
  },
};
