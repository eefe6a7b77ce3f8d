import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';

/** What happened to one outside thing, kept in stream `dependency-<name>`: `bus`, `eventstore`, `actors`. */
export const dependencyEvents = {
  DependencyLost: z.object({ cause: z.string().max(300), at: instant }),
  DependencyRestored: z.object({ gapMs: z.int().min(0), at: instant }),
  /** A bus message that could not be read: terminated, never redelivered. */
  MessageRefused: z.object({
    code: z.enum(['invalid_json', 'invalid_request', 'payload_too_large']),
    subject: z.string().max(300),
    sha256: z.string().length(64),
    bytes: z.int().min(0),
    at: instant,
  }),
  /** A bus message that failed every delivery: set aside in the dead-letter stream. */
  MessageParked: z.object({
    subject: z.string().max(300),
    cause: z.string().max(300),
    deliveries: z.int().min(1),
    at: instant,
  }),
  /** Commands that the bus had not delivered in time and that were taken from the log. */
  CommandsTakenFromLog: z.object({ count: z.int().min(1), oldestMs: z.int().min(0), at: instant }),
  /** An actor that failed too often: it rests until `until`; its commands wait in the log. */
  ActorParked: z.object({ stream: z.string().max(200), cause: z.string().max(600), until: instant, at: instant }),
  ActorRestarted: z.object({ stream: z.string().max(200), cause: z.string().max(600), at: instant }),
};

export type DependencyEvent = MessageOf<typeof dependencyEvents>;
