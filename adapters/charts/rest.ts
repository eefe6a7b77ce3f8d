import { ChartError } from '../../actors/answers/chart-ports.ts';
import { type GraphCode, isRendererFault } from '../../domain/chart/graph-codes.ts';
import type { ChartsOptions } from './options.ts';

/** A breaker: after failures in a row drawing rests, then one request tries it. */
export interface Rest {
  /** Lets a request pass, or says when to ask again. @throws {ChartError} GRAPH_COOLDOWN */
  enter(): void;
  succeeded(): void;
  failed(code: GraphCode): void;
  /** The request that entered ended without saying anything of the renderer. */
  left(): void;
  /** What is left of the rest, and why it is taken; `undefined` when there is none. */
  state(): { ms: number; code: GraphCode } | undefined;
}

export function rest(options: Pick<ChartsOptions, 'failuresMax' | 'restMs' | 'monotonicMs' | 'tell'>): Rest {
  const { failuresMax, restMs, monotonicMs, tell } = options;
  let failures = 0;
  let nextMs = restMs.first;
  let resting: { until: number; code: GraphCode; isTried: boolean } | undefined;

  return {
    enter() {
      if (resting === undefined) return;
      const leftMs = resting.until - monotonicMs();
      if (leftMs <= 0 && !resting.isTried) {
        resting.isTried = true;
        return;
      }
      const retryAfterMs = Math.max(1000, Math.ceil(leftMs));
      throw new ChartError('GRAPH_COOLDOWN', `drawing rests after ${failures} failures in a row (${resting.code})`, {
        retryAfterMs,
      });
    },
    succeeded() {
      failures = 0;
      nextMs = restMs.first;
      if (resting === undefined) return;
      resting = undefined;
      tell({ type: 'rest_over' });
    },
    failed(code) {
      if (!isRendererFault(code)) return this.left();
      failures += 1;
      if (failures < failuresMax) return;
      // Requests that were under way when the rest began do not make it longer.
      if (resting !== undefined && !resting.isTried) return;
      resting = { until: monotonicMs() + nextMs, code, isTried: false };
      tell({ type: 'rest', code, ms: nextMs });
      nextMs = Math.min(2 * nextMs, restMs.last);
    },
    left() {
      if (resting !== undefined) resting.isTried = false;
    },
    state: () => resting && { ms: Math.max(0, Math.ceil(resting.until - monotonicMs())), code: resting.code },
  };
}
