import { z } from 'zod';
import { agent, instant, type MessageOf } from '../message.ts';
import { faultKind, faultPoint } from './points.ts';

export const faultId = z.string().regex(/^[a-z0-9]{4,20}$/, 'a fault is called like k3x9p2qa');

/** No fault lasts longer than an hour. */
const faultMaxMs = 3_600_000;

/** What a fault does: to which calls, how often, for how long. */
export const faultTerms = z.object({
  point: faultPoint,
  kind: faultKind,
  /** It ends after so many calls were hit; none: by its time alone. */
  count: z.int().min(1).max(100_000).optional(),
  ttlMs: z.int().min(100).max(faultMaxMs),
  /** Of one call being hit. */
  probability: z.number().gt(0).max(1),
  /** The same seed hits the same calls, counted from the first. */
  seed: z.int().min(0).max(0xffff_ffff),
  /** Of a latency. */
  delayMs: z.int().min(1).max(600_000),
  /** Of a clock: that much ahead, or behind. */
  skewMs: z.int().min(-86_400_000).max(86_400_000),
});

/** The faults on demand, kept in stream `fault-points`. The last word of each is its end, whoever died meanwhile. */
export const faultEvents = {
  FaultInjected: faultTerms.extend({ faultId, by: agent, at: instant, endsAt: instant }),
  FaultCleared: z.object({ faultId, by: agent, at: instant }),
  /** By itself; `hits`: calls that were hit, as far as the run that ends it has seen. */
  FaultEnded: z.object({
    faultId,
    reason: z.enum(['time', 'count', 'crash', 'restart']),
    hits: z.int().min(0),
    at: instant,
  }),
};

export type FaultEvent = MessageOf<typeof faultEvents>;
