import { fc, testProp } from '@fast-check/ava';
import { default as test } from 'ava';
import { rateLimiter } from '../../../actors/resilience/rate-limiter.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { testClock } from '../world.ts';

const taken = (take: () => void): true | Refusal => {
  try {
    take();
    return true;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
};

test('[R-101, R-219] five heavy requests in ten minutes go, the sixth is told when', async t => {
  const clock = testClock();
  const it = rateLimiter('heavy requests', [{ most: 5, withinMs: 600_000 }], { clock, keysMax: 10 });
  for (let index = 0; index < 5; index++) {
    t.is(
      taken(() => it.take('ada')),
      true,
    );
    await clock.pass(60_000);
  }
  const refusal = taken(() => it.take('ada')) as Refusal;
  t.is(refusal.code, 'rate_limited');
  t.is(refusal.retryAfterMs, 300_000);
  t.is(
    taken(() => it.take('olu')),
    true,
    'another one is not concerned',
  );
  await clock.pass(300_000);
  t.is(
    taken(() => it.take('ada')),
    true,
  );
});

test('[R-101, D-18] what is refused does not prolong the window, and is told', async t => {
  const clock = testClock();
  let blocked = 0;
  const limits = [{ most: 2, withinMs: 1_000 }];
  const it = rateLimiter('calls', limits, { clock, keysMax: 10, blocked: () => blocked++ });
  for (let tries = 0; tries < 50; tries++) {
    taken(() => it.take('x'));
    await clock.pass(10);
  }
  t.is(blocked, 48);
  await clock.pass(500);
  t.is(
    taken(() => it.take('x')),
    true,
  );
});

test('[P12] so many keys are remembered and no more', t => {
  const clock = testClock();
  const it = rateLimiter('calls', [{ most: 1, withinMs: 1_000 }], { clock, keysMax: 3 });
  for (const key of ['a', 'b', 'c', 'd']) it.take(key);
  t.is(
    taken(() => it.take('a')),
    true,
    'the one longest unused was forgotten',
  );
  t.true(taken(() => it.take('d')) instanceof Refusal);
});

testProp(
  '[R-101] in no span of the window more than allowed is taken, and nothing that fits is refused',
  [fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 120 }), fc.integer({ min: 1, max: 5 })],
  async (t, gaps, most) => {
    const clock = testClock();
    const it = rateLimiter('calls', [{ most, withinMs: 1_000 }], { clock, keysMax: 3 });
    const passed: number[] = [];
    let nowMs = 0;
    for (const gap of gaps) {
      nowMs += gap;
      await clockTo(clock, gap);
      const fits = passed.filter(atMs => nowMs - atMs < 1_000).length < most;
      const went = taken(() => it.take('x')) === true;
      t.is(went, fits);
      if (went) passed.push(nowMs);
    }
  },
  { numRuns: 20 },
);

/** Time alone: nothing waits here. */
async function clockTo(clock: ReturnType<typeof testClock>, ms: number): Promise<void> {
  if (ms > 0) await clock.pass(ms);
}
