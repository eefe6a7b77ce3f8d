import { default as test } from 'ava';
import { crashEverywhere, failEveryCall } from './modes/exhaustive.ts';
import { scenarios } from './modes/scenarios.ts';
import { upgrade } from './modes/upgrade.ts';

/** The long scenario is sampled in every run; `BINNACLE_EXHAUSTIVE=1` takes every point of it. */
const everyOf = (name: string) => (name === 'job' && process.env.BINNACLE_EXHAUSTIVE === undefined ? 5 : 1);
const minutes = (count: number) => count * 60_000;

for (const name of Object.keys(scenarios)) {
  test.serial(`[P1] [P2] a crash at any point of the scenario ${name} loses and doubles nothing`, async t => {
    t.timeout(minutes(10));
    const { runs, failed } = await crashEverywhere(name, everyOf(name));
    t.is(failed && `${failed.how}: ${failed.violation!.message}`, undefined);
    t.true(runs > 100);
  });

  test.serial(`[P2] [P16] any one call of the scenario ${name} may fail`, async t => {
    t.timeout(minutes(10));
    const { runs, failed } = await failEveryCall(name, everyOf(name));
    t.is(failed && `${failed.how}: ${failed.violation!.message}`, undefined);
    t.true(runs > 100);
  });
}

test.serial('[I9] an older program’s log is gone on with, and its snapshots are not believed', async t => {
  t.timeout(minutes(2));
  for (let seed = 1; seed <= 10; seed++) t.is((await upgrade(seed)).violation?.message, undefined, `seed ${seed}`);
});
