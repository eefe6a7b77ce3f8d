import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';
import { alertEvents, sight, withheld } from './events.ts';

/** The orders of an alert. Those of the watch carry the instant of the sample that decided (`seenAt`). */

const seenAt = { seenAt: instant };

const reason = z.string().max(200).optional();

export const alertCommands = {
  Raise: alertEvents.AlertRaised.omit({ raises: true, flaps: true, at: true }).extend(seenAt),
  Remind: z.object({ ...sight, ...seenAt }),
  Clear: alertEvents.AlertCleared.omit({ lastedMs: true, at: true }).extend(seenAt),
  Acknowledge: z.object({ reason }),
  Mute: alertEvents.AlertMuted.pick({ host: true, metric: true, until: true }),
  Unmute: z.object({ reason }),
  /** The time of a mute is over. */
  EndMute: z.object(seenAt),
  /** Nothing is withheld any more. */
  CatchUp: z.object({ value: z.number().optional(), part: sight.part, ...seenAt }),
  Calm: z.object({ withheld: withheld.optional(), ...seenAt }),
  NoteTold: alertEvents.AlertTold.omit({ at: true }),
};

export type AlertCommand = MessageOf<typeof alertCommands>;
export type AlertOrder<Type extends AlertCommand['type']> = Extract<AlertCommand, { type: Type }>;
