import type { BreakerPolicy } from '../../../actors/resilience/breaker-policy.ts';

/** The numbers of SHAPES for what has none of its own. */
export const usual: BreakerPolicy = {
  failureThreshold: 5,
  windowMs: 60_000,
  minimumCalls: 10,
  failureRate: 0.5,
  slowMs: 5_000,
  slowRate: 0.5,
  resetMs: 60_000,
  successesToClose: 2,
};

export const never = new AbortController().signal;
