import { default as test } from 'ava';
import { settle } from '../world.ts';
import { codeOf, failing, kit, policy, retrying } from './one-kit.ts';

test('[A-24, A-29, C-16] a lost connection is tried three times with waits that double, up to their ceiling', async t => {
  const { it, clock, told } = kit();
  const atMs: number[] = [];
  const end = it
    .guard('free', retrying)
    .run(async () => {
      atMs.push(clock.monotonicMs());
      throw new Error('reset');
    })
    .catch(codeOf);
  await clock.pass(60_000);
  t.is(await end, 'reset');
  t.deepEqual(
    atMs.map(ms => ms - atMs[0]!),
    [0, 1_000, 3_000],
  );
  t.like(told[0], ['free', { type: 'retried', attempt: 2, tries: 3, delayMs: 1_000 }]);
});

test('[A-24, C-17] full jitter reaches down to nothing, but never under the floor', async t => {
  const { it, clock } = kit({}, () => 0);
  const atMs: number[] = [];
  const end = it
    .guard('free', retrying)
    .run(async () => {
      atMs.push(clock.monotonicMs());
      throw new Error('reset');
    })
    .catch(codeOf);
  await clock.pass(60_000);
  await end;
  t.deepEqual(
    atMs.map(ms => ms - atMs[0]!),
    [0, 50, 100],
  );
});

test('[A-30, D-19] who is told when to come again does not come sooner', async t => {
  const { it, clock } = kit({}, () => 0);
  const atMs: number[] = [];
  const end = it
    .guard('free', retrying)
    .run(async () => {
      atMs.push(clock.monotonicMs());
      throw new Error('429');
    })
    .catch(codeOf);
  await clock.pass(60_000);
  await end;
  t.deepEqual(
    atMs.slice(0, 3).map(ms => ms - atMs[0]!),
    [0, 7_000, 14_000],
  );
});

test('[A-24] what is not for trying again is thrown as it came', async t => {
  const { it } = kit();
  let calls = 0;
  const end = await it
    .guard('free', retrying)
    .run(async () => {
      calls++;
      throw new Error('wrong');
    })
    .catch(codeOf);
  t.is(end, 'wrong');
  t.is(calls, 1);
});

test('[C-16, D-20, I25] in a storm of failures there are at most 1.2 calls for each that was asked for', async t => {
  const { it, clock } = kit();
  const guard = it.guard('free', retrying);
  let calls = 0;
  const asked = 3_000;
  for (let count = 0; count < asked; count++) {
    guard
      .run(async () => {
        calls++;
        throw new Error('reset');
      })
      .catch(() => {});
    if (count % 10 === 9) await clock.pass(200);
  }
  await clock.pass(60_000);
  t.true(calls > asked, `${calls} calls: some were tried again`);
  t.true(calls <= asked * 1.2 + policy.retry.least, `${calls} calls for ${asked}`);
});

test('[D-20] a storm opens the breaker, and then the calls stop instead of growing', async t => {
  const { it, clock } = kit();
  const guard = it.guard('thing', retrying);
  let calls = 0;
  for (let count = 0; count < 1_000; count++) {
    guard
      .run(async () => {
        calls++;
        throw new Error('reset');
      })
      .catch(() => {});
    await clock.pass(50);
  }
  t.true(calls <= 10, `${calls} calls`);
});

test('a retry that is called off ends at once with what it was called for', async t => {
  const { it } = kit();
  const stop = new AbortController();
  const end = it.guard('free', retrying).run(failing('reset'), stop.signal).catch(codeOf);
  await settle();
  stop.abort();
  t.is(await end, 'reset');
});
