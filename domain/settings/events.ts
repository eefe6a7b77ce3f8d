import { z } from 'zod';
import { autonomy } from '../job/work.ts';
import { agent, instant, type MessageOf } from '../message.ts';
import { serviceMode } from '../policy/modes.ts';

/** What is set for the whole system, by command or by what is in trouble, kept in stream `settings-system`: so it is audited and replayable. */
export const settingsEvents = {
  AutonomyChanged: z.object({ mode: autonomy, by: agent, at: instant }),
  /** The service leaves something out, or no longer, and why. */
  ModeChanged: z.object({ from: serviceMode, mode: serviceMode, why: z.string().max(400), at: instant }),
};

export type SettingsEvent = MessageOf<typeof settingsEvents>;
