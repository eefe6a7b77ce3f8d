import type { SettingsEvent } from '../../domain/settings/events.ts';
import { ada, at, type Samples } from './sample.ts';

export const settingsSamples: Samples<SettingsEvent> = {
  stream: 'settings-system',
  data: {
    AutonomyChanged: { mode: 'readonly', by: ada, at },
    FlagSet: { flag: 'quote-answers', percent: 25, allow: ['tg:1001'], deny: ['chat:-1000000002001'], by: ada, at },
    ModeChanged: { from: 'normal', mode: 'static', why: 'event log: the disk is full', at },
  },
};
