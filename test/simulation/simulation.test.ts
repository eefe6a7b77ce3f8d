import { availableParallelism } from 'node:os';
import { default as test } from 'ava';
import { missing, tooFewSucceed } from './coverage.ts';
import { simulate } from './simulate.ts';
import { dealOut } from './swarm.ts';

/** Seeds of one `npm test`; `npm run sim` runs more. */
const seeds = 150;
const minutes = (count: number) => count * 60_000;

test.serial(
  '[P1] [P2] [P3] [P4] [P5] [P6] [P8] [P14] in every seed everything sent comes to its end, and every invariant holds',
  async t => {
    t.timeout(minutes(10));
    const { failed, seen } = await dealOut({ from: 1, count: seeds, processes: Math.min(2, availableParallelism()) });
    t.deepEqual(failed, []);
    t.true(missing(seen).length <= 5, `not seen in ${seeds} seeds: ${missing(seen).join(', ')}`);
    t.is(tooFewSucceed(seen), undefined);
  },
);

test.serial('[P6] each of 20 seeds takes the same way twice, step by step', async t => {
  t.timeout(minutes(4));
  for (let seed = 301; seed <= 320; seed++) {
    const { hash, steps } = await simulate({ seed });
    const again = await simulate({ seed });
    t.deepEqual({ hash: again.hash, steps: again.steps }, { hash, steps }, `seed ${seed}`);
  }
});

test.serial('inside the simulation real time, chance, timers and files throw, and outside they do not', async t => {
  const tries: Record<string, () => unknown> = {
    'Date.now': () => Date.now(),
    'new Date': () => new Date(),
    'Math.random': () => Math.random(),
    'performance.now': () => performance.now(),
    setTimeout: () => setTimeout(() => {}, 1),
    fetch: () => fetch('http://127.0.0.1:9'),
  };
  const threw: string[] = [];
  const scenario = () => {
    for (const [name, attempt] of Object.entries(tries))
      try {
        attempt();
      } catch (error) {
        if (/inside the simulation/.test((error as Error).message)) threw.push(name);
      }
  };
  await simulate({ seed: 1, only: new Set(), stormMs: 1_000, scenario });
  t.deepEqual(threw, Object.keys(tries));
  t.notThrows(() => Date.now() + Math.random() + performance.now());
});
