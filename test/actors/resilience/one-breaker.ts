import type { ExecutionContext } from 'ava';
import { breaker } from '../../../actors/resilience/breaker.ts';
import type { BreakerChange, BreakerPolicy } from '../../../actors/resilience/breaker-policy.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { testClock } from '../world.ts';
import { usual } from './policies.ts';

/** A breaker whose clock only tests move, and all that it tells. */
export function overOne(policy: Partial<BreakerPolicy> = {}) {
  const clock = testClock();
  const told: BreakerChange[] = [];
  const it = breaker('the thing', { ...usual, ...policy }, { clock, timers: clock, changed: one => told.push(one) });
  const call = async (outcome: 'success' | 'failure' | 'neutral', ms = 0) => {
    const permit = it.enter();
    if (ms > 0) await clock.pass(ms);
    permit.settle(outcome, 'no route');
  };
  const calls = async (outcome: 'success' | 'failure' | 'neutral', count: number, ms = 0) => {
    for (let done = 0; done < count; done++) await call(outcome, ms);
  };
  return { it, clock, told, types: () => told.map(({ type }) => type), call, calls };
}

/** That it is refused, and how. */
export function refused(t: ExecutionContext, enter: () => unknown): Refusal {
  const refusal = t.throws(enter, { instanceOf: Refusal })!;
  t.is(refusal.code, 'circuit_open');
  return refusal;
}
