import { z } from 'zod';
import { agent, instant, type MessageOf } from '../message.ts';

/** What was done with what is held about a person, kept in stream `person-<userId>`. */
export const personalEvents = {
  /** The key was destroyed: what the log held sealed about this person cannot be read by anybody any more. */
  PersonForgotten: z.object({ userId: z.int().min(1), by: agent, at: instant }),
};

export type PersonalEvent = MessageOf<typeof personalEvents>;
