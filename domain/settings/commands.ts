import { z } from 'zod';
import { autonomy } from '../job/work.ts';
import { instant, type MessageOf } from '../message.ts';
import { serviceMode } from '../policy/modes.ts';
import { flagRule } from './flags.ts';

/** The orders that change a setting of the whole system. */
export const settingsCommands = {
  ChangeAutonomy: z.object({ mode: autonomy }),
  SetFlag: flagRule.extend({ flag: z.string().min(1).max(40) }),
  /** From the program itself; `since`: when it was, where that could not be recorded at once. */
  NoteMode: z.object({ mode: serviceMode, why: z.string().max(400), since: instant }),
};

export type SettingsCommand = MessageOf<typeof settingsCommands>;
