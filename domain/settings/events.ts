import { z } from 'zod';
import { autonomy } from '../job/work.ts';
import { agent, instant, type MessageOf } from '../message.ts';
import { serviceMode } from '../policy/modes.ts';
import { flagRule } from './flags.ts';

/** What is set for the whole system, by command or by what is in trouble, kept in stream `settings-system`: so it is audited and replayable. */
export const settingsEvents = {
  AutonomyChanged: z.object({ mode: autonomy, by: agent, at: instant }),
  /** The service leaves something out, or no longer, and why. */
  ModeChanged: z.object({ from: serviceMode, mode: serviceMode, why: z.string().max(400), at: instant }),
  /** For whom a feature is on, from now on; the whole rule each time. */
  FlagSet: flagRule.extend({ flag: z.string().min(1).max(40), by: agent, at: instant }),
};

export type SettingsEvent = MessageOf<typeof settingsEvents>;
