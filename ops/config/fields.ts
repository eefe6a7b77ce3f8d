import { z } from 'zod';

/** The kinds of fields a configuration is made of. Each says what it is for; every number has bounds and a unit. */

declare module 'zod' {
  interface GlobalMeta {
    /** Unit of a number. */
    unit?: string;
    /** What is allowed, in words, where bounds and lists do not say it. */
    allowed?: string;
    /** What counts when nothing is said, where that depends on the machine or on other keys. */
    fallback?: string;
  }
}

/** Least and most that are allowed, both included. */
type Range = [min: number, max: number];

export const milliseconds = (fallback: number, range: Range, says: string) => whole(fallback, range, 'ms', says);
export const seconds = (fallback: number, range: Range, says: string) => whole(fallback, range, 's', says);

export function whole(fallback: number, [min, max]: Range, unit: string, says: string) {
  return z.int().min(min).max(max).meta({ unit, description: says }).default(fallback);
}

export function oneOf<const Words extends readonly [string, ...string[]]>(
  words: Words,
  fallback: NoInfer<Words[number]>,
  says: string,
) {
  return z
    .enum<Words>(words)
    .describe(says)
    .prefault(fallback as z.input<z.ZodEnum<z.util.ToEnum<Words[number]>>>);
}

/** A name of a file or folder; relative ones start from the working directory. */
export function path(says: string) {
  return z.string().min(1).max(400).meta({ description: says, allowed: 'a path' });
}

/** A text that must look like `pattern`; `allowed` says that in words. */
export function text(pattern: RegExp, allowed: string, says: string) {
  return z.string().max(400).regex(pattern).meta({ description: says, allowed });
}

/** Keys that belong together. Unknown ones are mistakes. */
export function section<Shape extends z.ZodRawShape>(shape: Shape, says: string) {
  return z.strictObject(shape).describe(says);
}

/** Two waits: the first, and the longest that doubling leads to. */
export function backoff(says: string, [minMs, maxMs]: [number, number]) {
  return section(
    {
      minMs: milliseconds(minMs, [50, 60_000], 'the first wait'),
      maxMs: milliseconds(maxMs, [50, 3_600_000], 'the longest wait; each is twice the one before, less a random part'),
    },
    says,
  ).prefault({});
}
