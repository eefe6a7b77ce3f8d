import { default as test } from 'ava';
import { expectedMessages } from './brute-force.ts';
import { gapMs, settings, tickMs, watchedMessages } from './watched-week.ts';
import { weekOf } from './week-of.ts';

for (const [seed, days, everyMs] of [
  [1, 7, 60_000],
  [6, 1, 20_000],
] as const)
  test.serial(
    `[R-302] ${days} days of samples every ${everyMs / 1000} s with spikes, holes, restarts, mutes and people give exactly the messages worked out by hand (seed ${seed})`,
    async t => {
      t.timeout(240_000);
      const history = weekOf(seed, days, everyMs);
      const expected = expectedMessages(history, { flap: settings.flap, gapMs, tickMs });
      const said = await watchedMessages(history);
      const kinds = new Set(expected.map(line => line.split(' ').slice(2, 3).join(' ')));
      t.log(`${expected.length} messages of ${[...kinds].join(', ')}`);
      if (days === 7) t.deepEqual([...kinds].sort(), ['calm', 'card', 'caught', 'raised', 'reminded', 'resolved']);
      t.deepEqual(said.sort(), expected.sort());
    },
  );
