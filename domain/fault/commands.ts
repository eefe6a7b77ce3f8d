import { z } from 'zod';
import type { MessageOf } from '../message.ts';
import { faultEvents, faultId, faultTerms } from './events.ts';

/** The orders of faults. `EndFault` comes from the program alone. */
export const faultCommands = {
  InjectFault: faultTerms.extend({ faultId }),
  /** One, or all. */
  ClearFault: z.object({ faultId: faultId.optional() }),
  EndFault: faultEvents.FaultEnded.omit({ at: true }),
};

export type FaultCommand = MessageOf<typeof faultCommands>;
