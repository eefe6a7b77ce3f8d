import { default as test } from 'ava';
import { settle } from '../world.ts';
import { codeOf, failing, kit, plain } from './one-kit.ts';
import { never } from './policies.ts';

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

test('[D-10] an open breaker refuses at once, though the places are all taken', async t => {
  const { it } = kit();
  const guard = it.guard('thing', plain);
  for (let calls = 0; calls < 2; calls++) guard.run(() => new Promise(() => {})).catch(() => {});
  await settle();
  it.override('thing', { mode: 'force-open', until: '2100-01-01T00:00:00.000Z' });
  t.is(await guard.run(async () => 'called').catch(codeOf), 'circuit_open');
  t.is(it.pools().find(({ name }) => name === 'work')!.waiting, 0);
});

test('[T2] an admission does not hold once the breaker has changed', async t => {
  const { it } = kit();
  const guard = it.guard('thing', plain);
  const admission = await guard.turn(never);
  t.true(admission!.holds());
  for (let tries = 0; tries < 5; tries++) await guard.run(failing()).catch(() => {});
  t.false(admission!.holds());
});
