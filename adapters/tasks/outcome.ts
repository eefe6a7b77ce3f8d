import { z } from 'zod';

/** What a run leaves behind. The files are ours; they are checked all the same, since a crash may have cut them. */

/** Written once, before the program starts: from then on this name never begins again. */
export const marker = z.union([
  z.object({
    state: z.literal('begun'),
    /** The runner, told from every other process by its start and the boot it was in. */
    pid: z.int().min(1),
    startTime: z.string(),
    bootId: z.string(),
    controlGroup: z.string().optional(),
    at: z.string(),
  }),
  /** Somebody looked and found nothing: a runner that comes late must not begin. */
  z.object({ state: z.literal('forbidden'), at: z.string() }),
]);
export type Marker = z.infer<typeof marker>;

export const outcome = z.object({
  ended: z.enum(['exited', 'killed', 'timed_out', 'stopped', 'not_started']),
  good: z.boolean(),
  exitCode: z.int().optional(),
  signal: z.string().optional(),
  /** Why it did not start. */
  reason: z.string().optional(),
  durationMs: z.int().min(0),
  /** The last of it, redacted; at most 64 KiB. */
  output: z.string(),
  /** All that was written, also what was not kept. */
  outputBytes: z.int().min(0),
  /** The file with all that was kept, where `output` is not all of it. */
  outputFile: z.object({ path: z.string(), sha256: z.string() }).optional(),
  /** What held the run together: a control group, or why there was none. */
  heldBy: z.string(),
});
export type Outcome = z.infer<typeof outcome>;

export const progress = z.object({ outputBytes: z.int().min(0), lines: z.array(z.string()).max(10) });
export type RunProgress = z.infer<typeof progress>;
