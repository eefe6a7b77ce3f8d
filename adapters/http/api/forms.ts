import { z } from 'zod';

/** Pieces that many answers are made of. Answers are never checked against these at run time: they describe. */

export const asOf = z
  .object({
    position: z.string().nullable().describe('place in the log of the last event that is in the answer'),
    lagEvents: z.number(),
    lagMs: z.number(),
    degraded: z.string().optional().describe('why the view it came from grows old'),
  })
  .meta({ id: 'AsOf', description: 'How old an answer is.' });

export const answered = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ ...shape, asOf });

export const at = z.string().describe('ISO 8601, UTC');
export const maybeAt = at.nullable();
export const digits = z.string().regex(/^\d+$/).describe('a place in the log or in a stream, in digits');
export const text = z.string().nullable();
export const count = z.number();
export const milliseconds = z.number().nullable();

/** What may be asked, out of an address: numbers arrive as text. */
export const limit = (max: number) => z.coerce.number().int().min(1).max(max).optional();
export const whole = z.coerce.number().int();
export const name = z.string().min(1).max(200);
export const moment = z.iso.datetime({ offset: true });
