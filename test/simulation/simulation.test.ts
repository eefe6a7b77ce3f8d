import { default as test } from 'ava';
import { simulate } from './simulate.ts';

test('[P6] the same seed twice takes the same way, step by step', async t => {
  for (let seed = 1; seed <= 5; seed++) {
    const once = await simulate({ seed });
    const again = await simulate({ seed });
    t.is(once.hash, again.hash, `seed ${seed}`);
    t.is(once.steps, again.steps, `seed ${seed}`);
  }
});

test('[P2] without faults everything sent comes to its end', async t => {
  for (let seed = 1; seed <= 10; seed++) {
    const { violation } = await simulate({ seed, only: new Set() });
    t.is(violation?.message, undefined, `seed ${seed}`);
  }
});
