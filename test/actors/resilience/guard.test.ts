import { default as test } from 'ava';
import type { Reading } from '../../../actors/resilience/guard.ts';
import type { DependencyNote, ResiliencePolicy } from '../../../actors/resilience/resilience.ts';
import { resilience } from '../../../actors/resilience/resilience.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { settle, testClock } from '../world.ts';
import { never, usual } from './policies.ts';

const policy: ResiliencePolicy = {
  dependencies: {
    thing: { breaker: usual, deadlineMs: 10_000, pool: 'work' },
    other: { breaker: usual, pool: 'queries' },
    free: {},
  },
  pools: {
    core: { max: 100, waitMs: 5_000, waitingMax: 100 },
    work: { max: 2, waitMs: 1_000, waitingMax: 5 },
    queries: { max: 10, waitMs: 1_000, waitingMax: 10 },
  },
  retry: {
    network: { tries: 3, firstMs: 1_000, maxMs: 10_000 },
    rate_limited: { tries: 5, firstMs: 5_000, maxMs: 60_000 },
    share: 0.2,
    least: 3,
  },
  tellEveryMs: 5_000,
};

const plain: Reading = { judge: () => 'failure' };
const retrying: Reading = {
  judge: () => 'failure',
  retryable: error => {
    const { message } = error as Error;
    if (message === 'reset') return { kind: 'network' };
    return message === '429' ? { kind: 'rate_limited', retryAfterMs: 7_000 } : undefined;
  },
};

function kit(change: Partial<ResiliencePolicy> = {}, number = () => 1) {
  const clock = testClock();
  const told: [string, DependencyNote][] = [];
  const random = { number, uuid: () => 'uuid' };
  const it = resilience(
    { ...policy, ...change },
    { clock, timers: clock, random, tell: (name, note) => told.push([name, note]) },
  );
  return { it, clock, told };
}

const codeOf = (cause: unknown) => (cause instanceof Refusal ? cause.code : (cause as Error).message);
const failing =
  (message = 'down') =>
  async () => {
    throw new Error(message);
  };

test('[A-26, D-10] five failures open the breaker, and then nothing is called', async t => {
  const { it } = kit();
  const guard = it.guard('thing', plain);
  for (let tries = 0; tries < 5; tries++) await guard.run(failing()).catch(() => {});
  let called = false;
  const code = await guard
    .run(async () => {
      called = true;
    })
    .catch(codeOf);
  t.is(code, 'circuit_open');
  t.false(called);
});

test('[C-15, D-20] a call that hangs ends at its deadline, and its signal fires', async t => {
  const { it, clock } = kit();
  let stopped = false;
  const code = it
    .guard('thing', plain)
    .run(signal => {
      signal.addEventListener('abort', () => (stopped = true));
      return new Promise(() => {});
    })
    .catch(codeOf);
  await clock.pass(10_000);
  t.is(await code, 'deadline_exceeded');
  t.true(stopped);
  t.is(it.pools().find(({ name }) => name === 'work')!.active, 0, 'and its place is free');
});

test('[R-105, R-106] a full bulkhead says nothing of the dependency, and is told once in a while', async t => {
  const { it, clock, told } = kit();
  const guard = it.guard('thing', plain);
  const hanging = () => guard.run(() => new Promise(() => {})).catch(codeOf);
  const ends = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(hanging);
  await clock.pass(1_000);
  t.deepEqual(await Promise.all(ends.slice(2)), Array(7).fill('bulkhead_full'));
  t.like(guard.view(), { state: 'closed', calls: 0 });
  await clock.pass(4_000);
  const rejections = told.flatMap(([name, note]) => (note.type === 'rejected' ? [[name, note.count]] : []));
  t.deepEqual(rejections, [
    ['work', 1],
    ['work', 6],
  ]);
});

test('[D-15] one pool that is full leaves the others alone', async t => {
  const { it } = kit();
  const work = it.guard('thing', plain);
  for (let calls = 0; calls < 7; calls++) work.run(() => new Promise(() => {})).catch(() => {});
  t.is(await it.guard('other', plain).run(async () => 'answered'), 'answered');
});

test('a breaker that opened while a call queued is not called after all', async t => {
  const { it, clock } = kit();
  const guard = it.guard('thing', plain);
  const ends: ((error: Error) => void)[] = [];
  const first = [0, 1].map(() => guard.run(() => new Promise((_, reject) => ends.push(reject))).catch(codeOf));
  const queued = guard.run(async () => 'called').catch(codeOf);
  await settle();
  it.override('thing', { mode: 'force-open', until: '2100-01-01T00:00:00.000Z' });
  for (const end of ends) end(new Error('down'));
  t.is(await queued, 'circuit_open');
  await Promise.all(first);
  await clock.pass(0);
});

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

test('an admission waits for the breaker instead of being refused, and its outcome counts', async t => {
  const { it, clock } = kit();
  const guard = it.guard('thing', plain);
  for (let tries = 0; tries < 5; tries++) await guard.run(failing()).catch(() => {});
  let went = false;
  const waiting = guard.turn(never).then(async admission => {
    went = true;
    await admission!.run(async () => 'sent');
    const second = await guard.turn(never);
    await second!.run(async () => 'sent');
  });
  await clock.pass(59_999);
  t.false(went);
  await clock.pass(1);
  await waiting;
  t.is(guard.view()!.state, 'closed');
});

test('without a breaker everything goes through, and there is nothing to override', async t => {
  const { it } = kit();
  const guard = it.guard('free', plain);
  for (let tries = 0; tries < 50; tries++) await guard.run(failing()).catch(() => {});
  t.is(await guard.run(async () => 'through'), 'through');
  t.is(guard.view(), undefined);
  t.false(it.override('free', { mode: 'force-open', until: '2100-01-01T00:00:00.000Z' }));
});

test('a dependency that no policy names is a fault of the wiring', t => {
  const { it } = kit();
  t.throws(() => it.guard('nobody', plain), { message: /nobody/ });
});
