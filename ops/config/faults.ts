import { oneOf, section, whole } from './fields.ts';

/** Faults on demand. */
export const faults = section(
  {
    injection: oneOf(['on', 'off'], 'off', 'whether faults can be injected at all; off costs nothing'),
    inProduction: oneOf(['allowed', 'refused'], 'refused', 'whether they can be in environment production too'),
    ttlMaxMs: whole(600_000, [100, 3_600_000], 'ms', 'the longest that one may last'),
  },
  'Faults that admins inject to see what the service does; each ends by itself.',
).prefault({});
