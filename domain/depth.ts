/** Bounds on JSON from outside, looked at before anything else touches it: deep JSON overflows what walks it. */

/** Telegram's own updates nest about 12 deep; what nests deeper is nobody's message. */
export const depthMax = 32;

/** Whether a value nests deeper than `max`. Looks no deeper than that. */
export function isDeeper(value: unknown, max = depthMax): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (max === 0) return true;
  return Object.values(value).some(held => isDeeper(held, max - 1));
}

/** The value with everything below `max` levels left out: small enough to be written down. */
export function shallow(value: unknown, max = depthMax): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (max === 0) return '…';
  if (Array.isArray(value)) return value.map(held => shallow(held, max - 1));
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, shallow(held, max - 1)]));
}
