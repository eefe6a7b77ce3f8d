import type { Clock, Random, Timers } from '../ports.ts';
import { breaker } from './breaker.ts';
import type { BreakerChange, BreakerPolicy, BreakerView, OverrideMode } from './breaker-policy.ts';
import { type Bulkhead, type BulkheadPolicy, type BulkheadView, bulkhead } from './bulkhead.ts';
import { type Guard, guard, type Reading } from './guard.ts';
import type { RetryNote, RetryPolicy } from './retry.ts';
import { retryBudget } from './retry-budget.ts';
import { tally } from './tally.ts';

/** What is set for one dependency. */
export interface DependencyPolicy {
  /** None where it is switched off. */
  breaker?: BreakerPolicy;
  deadlineMs?: number;
  /** The pool its calls share. */
  pool?: PoolName;
}

/** core: commands being handled; work: what runs outside; queries: the read models. */
export type PoolName = 'core' | 'work' | 'queries';

export interface ResiliencePolicy {
  dependencies: Record<string, DependencyPolicy>;
  pools: Record<PoolName, BulkheadPolicy>;
  retry: { network: RetryPolicy; rate_limited: RetryPolicy; share: number; least: number };
  /** What repeats is told at most so often. */
  tellEveryMs: number;
}

/** What is told of a dependency or a pool. */
export type DependencyNote =
  | BreakerChange
  | ({ type: 'rejected'; count: number } & BulkheadView)
  | ({ type: 'retried'; count: number } & RetryNote);

export interface DependencyRow {
  name: string;
  /** None where it is switched off. */
  breaker: BreakerView | undefined;
}

/** Every dependency behind one kit: guards by name, pools, and what a person may change. */
export interface Resilience {
  /**
   * The guard of a dependency; the same each time, read as it was first said.
   * @throws when no policy has that name: a fault of the wiring.
   */
  guard(name: string, reading: Reading): Guard;
  pool(name: PoolName): Bulkhead;
  /** False when there is no such breaker. */
  override(name: string, told: { mode: OverrideMode; until: string } | undefined): boolean;
  has(name: string): boolean;
  rows(): DependencyRow[];
  pools(): ({ name: PoolName } & BulkheadView)[];
  stop(): void;
}

export interface ResilienceMeans {
  clock: Clock;
  timers: Timers;
  random: Random;
  /** Told of every change of state, in order, and of what repeats now and then. It must not throw. */
  tell(dependency: string, note: DependencyNote): void;
}

export function resilience(policy: ResiliencePolicy, { clock, timers, random, tell }: ResilienceMeans): Resilience {
  const rejections = tally<BulkheadView>(policy.tellEveryMs, {
    timers,
    tell: (count, view, pool) => tell(pool, { type: 'rejected', count, ...view }),
  });
  const retries = tally<RetryNote>(policy.tellEveryMs, {
    timers,
    tell: (count, note, name) => tell(name, { type: 'retried', count, ...note }),
  });
  const pools = new Map(
    Object.entries(policy.pools).map(([name, bounds]) => {
      const rejected = (view: BulkheadView) => rejections.note(name, view);
      return [name as PoolName, bulkhead(`${name} calls`, bounds, { timers, rejected })];
    }),
  );
  const breakers = new Map(
    Object.entries(policy.dependencies).map(([name, { breaker: set }]) => {
      const changed = (change: BreakerChange) => tell(name, change);
      return [name, set === undefined ? undefined : breaker(name, set, { clock, timers, changed })];
    }),
  );
  const guards = new Map<string, Guard>();

  return {
    guard(name, reading) {
      const made = guards.get(name) ?? make(name, reading);
      guards.set(name, made);
      return made;
    },
    pool: name => pools.get(name)!,
    override(name, told) {
      const found = breakers.get(name);
      found?.override(told);
      return found !== undefined;
    },
    has: name => breakers.has(name),
    rows: () => [...breakers].map(([name, found]) => ({ name, breaker: found?.view() })),
    pools: () => [...pools].map(([name, found]) => ({ name, ...found.view() })),
    stop() {
      for (const found of breakers.values()) found?.stop();
      rejections.stop();
      retries.stop();
    },
  };

  function make(name: string, reading: Reading): Guard {
    const set = policy.dependencies[name];
    if (set === undefined) throw new Error(`No policy says how to call ${name}: add it to the dependencies.`);
    const { share, least, ...policies } = policy.retry;
    return guard(name, reading, {
      breaker: breakers.get(name),
      bulkhead: set.pool === undefined ? undefined : pools.get(set.pool),
      deadlineMs: set.deadlineMs,
      retry: {
        policies,
        budget: retryBudget({ share, least }, clock),
        told: note => retries.note(name, note),
        ...{ timers, random },
      },
      timers,
    });
  }
}
