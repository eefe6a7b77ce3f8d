import { z } from 'zod';
import type { Recall, WorkOffer } from '../../actors/work/ports.ts';
import { jobClass } from '../../domain/job/work.ts';

/** Work as it travels: JSON, none of it believed. */

export const workOffer = z.object({
  jobId: z.string().min(1).max(40),
  jobClass,
  fence: z.int().min(1),
}) satisfies z.ZodType<WorkOffer>;

export const recall = z.object({ jobId: z.string().max(40), fact: z.string().max(60) }) satisfies z.ZodType<Recall>;

/** Undefined for what is no JSON. */
export function read(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
}
