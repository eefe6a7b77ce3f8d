import { z } from 'zod';
import { autonomy } from '../job/work.ts';
import type { MessageOf } from '../message.ts';

/** The orders that change a setting of the whole system. */
export const settingsCommands = {
  ChangeAutonomy: z.object({ mode: autonomy }),
};

export type SettingsCommand = MessageOf<typeof settingsCommands>;
