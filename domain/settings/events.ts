import { z } from 'zod';
import { autonomy } from '../job/work.ts';
import { agent, instant, type MessageOf } from '../message.ts';

/** What is set for the whole system by command, kept in stream `settings-system`: so it is audited and replayable. */
export const settingsEvents = {
  AutonomyChanged: z.object({ mode: autonomy, by: agent, at: instant }),
};

export type SettingsEvent = MessageOf<typeof settingsEvents>;
