import { z } from 'zod';
import { instant, type MessageOf } from '../message.ts';

/** The life of one run of the program, kept in stream `process-<instance>`. */
export const processEvents = {
  ProcessStarted: z.object({
    instance: z.string(),
    pid: z.int(),
    host: z.string().max(255),
    node: z.string().max(40),
    /** How the run before this one ended, read from the log: `killed` when it said no goodbye. */
    previous: z.object({
      exit: z.enum(['none', 'clean', 'crash', 'killed']),
      instance: z.string().optional(),
      /** From its last event to this start. */
      gapMs: z.int().min(0).optional(),
    }),
    at: instant,
  }),
  ProcessReady: z.object({
    /** From the start of the process to polling. */
    startMs: z.int().min(0),
    /** Commands and replies that the log said were open, and that were taken up again. */
    resumed: z.object({ commands: z.int().min(0), chats: z.int().min(0) }),
    at: instant,
  }),
  /** A crash record that an earlier run left on disk. */
  CrashRecorded: z.object({ instance: z.string(), hash: z.string(), message: z.string().max(600), at: instant }),
  /**
   * How the service was, slot by slot of 10 s, from `from` on: `g` good, `p` Telegram was not polled, `l` the log did
   * not answer, `s` this process was slow to come to its turn. What no run tells of was not available.
   */
  ServiceObserved: z.object({ from: instant, slots: z.string().regex(/^[gpls]{1,360}$/), at: instant }),
  ProcessDraining: z.object({ signal: z.string().max(20), at: instant }),
  ProcessStopped: z.object({ drainMs: z.int().min(0), at: instant }),
};

export type ProcessEvent = MessageOf<typeof processEvents>;
