import { z } from 'zod';
import { chartStep, graphCode } from '../chart/graph-codes.ts';
import { instant } from '../message.ts';

/**
 * The facts of drawing one chart, kept in the stream of its job.
 *
 * A stored name or field never changes: a new shape is a new version here and a step in `upcast.ts`.
 */

/** The ladder: a picture, a smaller one, the last one of the same request marked as old, the numbers as text. */
export const ladderStep = z.enum([...chartStep.options, 'stale', 'text']);
export type LadderStep = z.infer<typeof ladderStep>;

const attempt = { attempt: z.int().min(1), fence: z.int().min(1), step: ladderStep };
const spent = { queueWaitMs: z.int().min(0), renderMs: z.int().min(0) };

export const renderEvents = {
  RenderAttempted: z.object({ ...attempt, at: instant }),
  RenderFailed: z.object({ ...attempt, code: graphCode, message: z.string().max(600), ...spent, at: instant }),
  /** Of pictures: PNG, its size in bytes. A text has none. */
  RenderSucceeded: z.object({
    ...attempt,
    source: z.enum(['drawn', 'shared', 'cached', 'kept', 'none']),
    bytes: z.int().min(0),
    sha256: z.string().length(64).optional(),
    ...spent,
    at: instant,
  }),
};
