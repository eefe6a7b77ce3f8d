import { default as test } from 'ava';
import { upgrade } from './modes/upgrade.ts';
import { plantedBugs } from './plants.ts';
import { shrink } from './shrink.ts';
import { simulate } from './simulate.ts';

const minutes = (count: number) => count * 60_000;

for (const [name, plant] of Object.entries(plantedBugs)) {
  test.serial(`the planted bug ${name} is found within ${plant.withinSeeds} seeds: ${plant.says}`, async t => {
    t.timeout(minutes(5));
    for (let seed = 1; seed <= plant.withinSeeds; seed++) {
      const { violation } = await (name === 'old-snapshots'
        ? upgrade(seed, { plants: plant })
        : simulate({ seed, plants: plant }));
      if (violation === undefined) continue;
      t.log(`seed ${seed}: ${violation.message.slice(0, 160)}`);
      return t.pass();
    }
    return t.fail(`not found in ${plant.withinSeeds} seeds`);
  });
}

test.serial('a failing run is shrunk to one that breaks the same invariant with less', async t => {
  t.timeout(minutes(2));
  const plants = plantedBugs['append-any']!;
  let seed = 0;
  let found: Awaited<ReturnType<typeof simulate>>;
  // Which seed fails, and under how many faults, changes with what the program asks of its engines.
  do found = await simulate({ seed: ++seed, plants });
  while (seed < plants.withinSeeds && (found.violation === undefined || found.struck.length < 5));
  const options = { seed, plants };
  const { result } = await shrink(options, found);
  t.is(result.violation?.invariant, found.violation!.invariant);
  t.true(result.struck.length < found.struck.length);
  t.true(result.lines.length > 0);
});
