import { fc, testProp } from '@fast-check/ava';
import { queries } from '../../projections/answering.ts';
import { defaultViewSizes, everyProjection, sizedTables } from '../../projections/every-projection.ts';
import { newEvent, type Placed } from './histories.ts';
import { appendAll, kit } from './kit.ts';

const tables = sizedTables(defaultViewSizes);
const at = '2026-03-01T00:00:00.000Z';
const startMs = Date.parse(at);

const fell = (step: string): Placed => ({
  stream: 'dependency-actors',
  event: newEvent('FallbackTaken', { command: 'cpu', step, cause: 'x', count: 1, at }),
});

testProp(
  '[A-36] what is counted in a window is what counting one by one gives; past a day by whole hours',
  [
    fc.array(fc.tuple(fc.integer({ min: 0, max: 9 * 24 * 60 }), fc.constantFrom('stale', 'static')), { maxLength: 60 }),
    fc.constantFrom(1, 15, 60, 1440, 2880, 7 * 1440),
  ],
  async (t, falls, windowMinutes) => {
    const { log, runner, models, time } = kit({ projections: everyProjection(tables) });
    const sorted = [...falls].sort((one, other) => one[0] - other[0]);
    let passed = 0;
    for (const [minute, step] of sorted) {
      await time.pass((minute - passed) * 60_000);
      passed = minute;
      appendAll(log, [fell(step)]);
    }
    runner.start();
    await runner.caughtUp();
    const answers = queries({ views: models, head: runner.head, tables });
    const { fallbacks } = await answers.ops({ windowMinutes });
    const first = startMs / 60_000;
    const from = first + passed + 1 - windowMinutes;
    const cut = windowMinutes > 1440 + 60 ? Math.floor(from / 60) * 60 : from;
    const wanted: Record<string, number> = {};
    for (const [minute, step] of sorted) if (first + minute >= cut) wanted[step] = (wanted[step] ?? 0) + 1;
    t.deepEqual(fallbacks.byStep, wanted);
    await runner.stop();
    models.close();
  },
  { numRuns: 40 },
);
