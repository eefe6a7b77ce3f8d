import type { Verdict } from '../../../actors/resilience/breaker-policy.ts';
import type { Resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';
import type { Queries } from '../../../projections/queries.ts';

/** Questions to the read models behind one breaker and in one pool. */
export function guardedQueries(queries: Queries, kit: Pick<Resilience, 'guard'>): Queries {
  const guard = kit.guard('projections', { judge: verdictOn });
  return new Proxy(queries, {
    get(target, name) {
      const ask = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return (...given: unknown[]) => guard.run(() => ask.apply(target, given));
    },
  });
}

/** A view that says no has answered; one whose queue is full is busy, not away. */
function verdictOn(error: unknown): Verdict {
  if (!(error instanceof Refusal)) return 'failure';
  if (error.code === 'bulkhead_full') return 'neutral';
  return ['upstream_unavailable', 'deadline_exceeded'].includes(error.code) ? 'failure' : 'success';
}
