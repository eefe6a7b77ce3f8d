import { default as test } from 'ava';
import { type BulkheadView, bulkhead } from '../../../actors/resilience/bulkhead.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { settle, testClock } from '../world.ts';

function overTwo() {
  const clock = testClock();
  const rejected: BulkheadView[] = [];
  const it = bulkhead(
    'calls',
    { max: 2, waitMs: 5_000, waitingMax: 3 },
    {
      timers: clock,
      rejected: view => rejected.push(view),
    },
  );
  return { it, clock, rejected };
}

const codeOf = (cause: unknown) => (cause instanceof Refusal ? cause.code : String(cause));

test('[A-23] so many go at once, the others in the order they came', async t => {
  const { it } = overTwo();
  const went: number[] = [];
  const ends: (() => void)[] = [];
  const all = [0, 1, 2, 3, 4].map(index =>
    it.run(
      () =>
        new Promise<void>(resolve => {
          went.push(index);
          ends.push(resolve);
        }),
    ),
  );
  await settle();
  t.deepEqual(went, [0, 1]);
  t.like(it.view(), { active: 2, waiting: 3 });
  ends[1]!();
  await settle();
  t.deepEqual(went, [0, 1, 2]);
  for (let end = 0; end < 5; end++) {
    ends[end]!();
    await settle();
  }
  await Promise.all(all);
  t.deepEqual(went, [0, 1, 2, 3, 4]);
  t.like(it.view(), { active: 0, waiting: 0 });
});

test('[A-23, D-15] a waiter is told no in time, though nobody leaves', async t => {
  const { it, clock, rejected } = overTwo();
  await it.turn();
  await it.turn();
  const waiting = it.turn().then(() => 'in', codeOf);
  await clock.pass(4_999);
  t.is(it.view().waiting, 1);
  await clock.pass(1);
  t.is(await waiting, 'bulkhead_full');
  t.deepEqual(rejected, [{ active: 2, waiting: 0, max: 2, rejected: 1 }]);
});

test('[D-15] more than may wait is refused at once, with when to come again', async t => {
  const { it } = overTwo();
  for (let index = 0; index < 5; index++) it.turn().catch(() => {});
  const refusal = await t.throwsAsync(it.turn(), { instanceOf: Refusal });
  t.is(refusal!.retryAfterMs, 5_000);
});

test('who was called off while waiting gives up, and the place goes to the next', async t => {
  const { it } = overTwo();
  const leave = await it.turn();
  await it.turn();
  const stop = new AbortController();
  const first = it.turn(stop.signal).then(() => 'in', codeOf);
  const second = it.turn().then(() => 'in', codeOf);
  stop.abort();
  leave();
  t.is(await first, 'bulkhead_full');
  t.is(await second, 'in');
});

test('a place that is given back twice is one place', async t => {
  const { it } = overTwo();
  const leave = await it.turn();
  leave();
  leave();
  t.is(it.view().active, 0);
  await it.turn();
  await it.turn();
  t.is(it.view().active, 2);
});

test('[I23] whatever calls do, never more than allowed are in or wait, and all places come back', async t => {
  const { it, clock } = overTwo();
  let inside = 0;
  for (let round = 0; round < 200; round++) {
    const ms = (round * 37) % 900;
    it.run(async () => {
      inside++;
      t.true(inside <= 2);
      await new Promise<void>(resolve => clock.after(ms, resolve));
      inside--;
      if (round % 3 === 0) throw new Error('failed');
    }).catch(() => {});
    t.true(it.view().waiting <= 3);
    await clock.pass((round * 13) % 250);
  }
  await clock.pass(60_000);
  t.like(it.view(), { active: 0, waiting: 0 });
});
