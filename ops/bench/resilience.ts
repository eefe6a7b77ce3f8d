import { rateLimiter } from '../../actors/resilience/rate-limiter.ts';
import { type ResiliencePolicy, resilience } from '../../actors/resilience/resilience.ts';
import { systemClock as clock, systemRandom as random, systemTimers as timers } from '../system-time.ts';

/**
 * What the kit costs a call: the same asynchronous call bare and with each part around it, in turns within one run.
 * Processor time, for other work on the machine does not count in it. Budget: 20 µs with everything.
 */
const rounds = 7;
const calls = 20_000;
const budgetMicroseconds = 20;

const breaker = {
  ...{ failureThreshold: 5, windowMs: 60_000, minimumCalls: 10, failureRate: 0.5 },
  ...{ slowMs: 5_000, slowRate: 0.5, resetMs: 60_000, successesToClose: 2 },
};
const pool = { max: 100, waitMs: 5_000, waitingMax: 100 };
const policy: ResiliencePolicy = {
  dependencies: { breaker: { breaker }, everything: { breaker, deadlineMs: 10_000, pool: 'core' } },
  pools: { core: pool, work: pool, queries: pool },
  retry: {
    network: { tries: 3, firstMs: 1_000, maxMs: 10_000 },
    rate_limited: { tries: 5, firstMs: 5_000, maxMs: 60_000 },
    share: 0.2,
    least: 3,
  },
  tellEveryMs: 5_000,
};
const kit = resilience(policy, { clock, timers, random, tell: () => {} });
const judge = () => 'failure' as const;
const breakerAlone = kit.guard('breaker', { judge });
const everything = kit.guard('everything', { judge, retryable: () => ({ kind: 'network' }) });
const limiter = rateLimiter('calls', [{ most: 1_000_000, withinMs: 1_000 }], { clock, keysMax: 100 });
const open = resilience(policy, { clock, timers, random, tell: () => {} });
const never = new AbortController().signal;
open.override('everything', { mode: 'force-open', until: new Date(Date.now() + 600_000).toISOString() });
const refusing = open.guard('everything', { judge });

let done = 0;
const work = async () => {
  done += 1;
};
const ways: Record<string, () => Promise<unknown>> = {
  'bare call': work,
  breaker: () => breakerAlone.run(work, never),
  'limiter, retry, breaker, bulkhead, deadline': async () => {
    limiter.take('chat');
    await everything.run(work, never);
  },
  'refused by an open breaker': () => refusing.run(work, never).catch(() => {}),
};

const figures = new Map<string, number[]>(Object.keys(ways).map(name => [name, []]));
for (let round = 0; round <= rounds; round++)
  for (const [name, way] of Object.entries(ways)) {
    const before = process.cpuUsage();
    for (let call = 0; call < calls; call++) await way();
    const { user, system } = process.cpuUsage(before);
    // The first round warms up.
    if (round > 0) figures.get(name)!.push((user + system) / calls);
  }
kit.stop();
open.stop();

const median = (all: number[]) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)]!;
const bare = median(figures.get('bare call')!);
console.log(`${calls} calls, one after another, median of ${rounds} rounds, processor time`);
for (const [name, all] of figures)
  console.log(`${name.padEnd(46)} ${median(all).toFixed(2).padStart(7)} µs  (+${(median(all) - bare).toFixed(2)})`);
const cost = median(figures.get('limiter, retry, breaker, bulkhead, deadline')!) - bare;
console.log(`the kit costs ${cost.toFixed(1)} µs a call, of ${budgetMicroseconds} µs allowed`);
process.exitCode = cost <= budgetMicroseconds && done > 0 ? 0 : 1;
