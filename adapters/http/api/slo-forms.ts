import { z } from 'zod';
import { at, count, milliseconds } from './forms.ts';

export const sli = z.enum([
  'availability',
  'commands',
  'graphs',
  'updateSafety',
  'updateCompletion',
  'heavyJobs',
  'heavyJobsWhole',
]);
const window = z.enum(['5m', '30m', '1h', '6h', '3d', '7d', '14d', '30d']);
const severity = z.enum(['page', 'ticket']);
const percentiles = z.object({ p50: milliseconds, p95: milliseconds, p99: milliseconds });
const windowStanding = z.object({ good: count, bad: count, ratio: count.nullable(), burn: count });

export const standing = z
  .object({
    sli,
    owner: z.string(),
    objective: count.describe('like 0.999'),
    windows: z.record(window, windowStanding),
    allowedBad: count,
    remaining: count.describe('share of the 30 days’ budget that is left; below 0 when more was spent'),
    usedIn7d: count,
    usedIn14d: count,
    firing: z.array(
      z.object({
        ...{ severity, factor: count, long: window, short: window },
        ...{ burnLong: count, burnShort: count, bad: count, valid: count },
      }),
    ),
    quiet: z.boolean().describe('too little traffic to say anything'),
    latencyMs: z.object({ '1h': percentiles, '30d': percentiles }),
    targetMs: percentiles,
    synthetic: z.object({ good: count, bad: count }),
  })
  .meta({ id: 'SloStanding' });

export const sloReport = {
  at,
  indicators: z.array(standing),
  freeze: z.object({
    level: z.enum(['open', 'warned', 'second_approver', 'fixes_only', 'frozen']),
    why: z.array(z.string()),
  }),
  broken: z.array(z.object({ guarantee: z.string(), detail: z.string(), at })),
};
