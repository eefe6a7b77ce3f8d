import { default as test } from 'ava';
import type { Permit } from '../../../actors/resilience/breaker-policy.ts';
import { settle } from '../world.ts';
import { overOne, refused } from './one-breaker.ts';
import { never } from './policies.ts';

test('[A-21, A-22, D-10] as many failures as the threshold open it, one fewer does not', async t => {
  const { it, told, calls } = overOne();
  await calls('failure', 4);
  t.is(it.view().state, 'closed');
  await calls('failure', 1);
  t.is(it.view().state, 'open');
  const [opened] = told;
  t.like(opened, { type: 'opened', reason: 'failures', cause: 'no route', failures: 5, calls: 5 });
});

test('[D-10] while it is open a call is refused at once, with when to come again', async t => {
  const { it, clock, calls } = overOne();
  await calls('failure', 5);
  await clock.pass(20_000);
  t.is(refused(t, () => it.enter()).retryAfterMs, 40_000);
  t.notThrows(() => it.view());
});

test('[A-22] failures that are further apart than the window do not open it', async t => {
  const { it, clock, calls } = overOne();
  for (let round = 0; round < 8; round++) {
    await calls('failure', 1);
    await clock.pass(20_000);
  }
  t.is(it.view().state, 'closed');
});

test('[A-21] below the least number of calls a rate means nothing', async t => {
  const { it, calls } = overOne({ failureThreshold: 100 });
  await calls('success', 3, 6_000);
  await calls('failure', 6);
  t.is(it.view().state, 'closed');
});

test('[A-22, D-11] half the calls slow, with ten in the window, open it', async t => {
  const { it, told, calls } = overOne();
  for (let round = 0; round < 4; round++) {
    await calls('success', 1, 5_000);
    await calls('success', 1);
  }
  await calls('success', 1);
  t.is(it.view().state, 'closed', 'nine calls, four of them slow');
  await calls('success', 1, 5_000);
  t.like(told[0], { type: 'opened', reason: 'slow_rate', calls: 10, slow: 5, failures: 0 });
});

test('[D-11] every second call failing opens it by its rate, however the failures lie', async t => {
  const { told, calls, it } = overOne({ failureThreshold: 3 });
  await calls('success', 8);
  for (let round = 0; round < 40 && it.view().state === 'closed'; round++) {
    await calls('failure', 2);
    if (it.view().state === 'closed') await calls('success', 1);
  }
  t.like(told[0], { type: 'opened', reason: 'failure_rate' });
});

test('[A-22] a few failures among very many calls are no outage', async t => {
  const { it, calls } = overOne({ failureThreshold: 3 });
  for (let round = 0; round < 6; round++) {
    await calls('success', 50);
    await calls('failure', 2);
  }
  t.is(it.view().state, 'closed');
});

test('[R-105] what says nothing of the dependency is not counted', async t => {
  const { it, calls } = overOne();
  await calls('neutral', 50);
  t.like(it.view(), { state: 'closed', calls: 0, failures: 0 });
});

test('[A-22] after the reset time one probe goes, and one at a time', async t => {
  const { it, clock, calls, types } = overOne();
  await calls('failure', 5);
  await clock.pass(60_000);
  t.is(it.view().state, 'half-open');
  const probe = it.enter();
  refused(t, () => it.enter());
  probe.settle('success');
  t.is(it.view().state, 'half-open');
  t.notThrows(() => it.enter().settle('success'));
  t.is(it.view().state, 'closed');
  t.deepEqual(types(), ['opened', 'half-opened', 'closed']);
});

test('[A-22] a probe that fails opens it again for the whole reset time', async t => {
  const { it, clock, calls, told } = overOne();
  await calls('failure', 5);
  await clock.pass(60_000);
  await calls('failure', 1);
  t.like(told.at(-1), { type: 'opened', reason: 'probe_failed' });
  await clock.pass(59_999);
  refused(t, () => it.enter());
  await clock.pass(1);
  t.is(it.view().state, 'half-open');
});

test('[D-11] a slow probe is no proof that all is well', async t => {
  const { clock, calls, told } = overOne();
  await calls('failure', 5);
  await clock.pass(60_000);
  await calls('success', 1, 5_000);
  t.like(told.at(-1), { type: 'opened', reason: 'probe_failed' });
});

test('a probe that never says anything does not keep it half-open for ever', async t => {
  const { it, clock, calls, told } = overOne();
  await calls('failure', 5);
  await clock.pass(60_000);
  const lost = it.enter();
  await clock.pass(60_000);
  t.like(told.at(-1), { type: 'opened', reason: 'probe_failed' });
  lost.settle('success');
  t.is(it.view().state, 'open', 'and its late word counts no more');
});

test('[D-11] flapping changes its state at most three times in a reset time', async t => {
  const { it, clock, told } = overOne();
  let fails = true;
  for (let second = 0; second < 3_600; second++) {
    if (second % 7 === 0) fails = !fails;
    try {
      it.enter().settle(fails ? 'failure' : 'success');
    } catch {
      // Refused: that is what it is for.
    }
    await clock.pass(1_000);
  }
  t.true(told.length >= 10, 'it did flap');
  t.true(told.length <= 3 * 60 + 3, `${told.length} changes in an hour`);
});

test('calls that were let in before it opened have no say in whether it closes', async t => {
  const { it, clock, calls } = overOne();
  const early = Array.from({ length: 8 }, () => it.enter());
  await calls('failure', 5);
  await clock.pass(60_000);
  early[0]!.settle('success');
  t.is(it.view().state, 'half-open');
  await calls('success', 2);
  for (const permit of early) permit.settle('failure', 'late');
  t.like(it.view(), { state: 'closed', failures: 0 });
});

test('[A-23, D-10] who waits for their turn goes in order, one by one as probes and then all', async t => {
  const { it, clock, calls } = overOne();
  await calls('failure', 5);
  const went: number[] = [];
  const permits: Permit[] = [];
  for (let index = 0; index < 5; index++)
    void it.turn(never).then(permit => {
      went.push(index);
      permits.push(permit!);
    });
  await clock.pass(59_999);
  t.deepEqual(went, []);
  await clock.pass(1);
  t.deepEqual(went, [0]);
  permits[0]!.settle('success');
  await settle();
  t.deepEqual(went, [0, 1]);
  permits[1]!.settle('success');
  await settle();
  t.deepEqual(went, [0, 1, 2, 3, 4]);
});

test('who stops waiting holds up nobody', async t => {
  const { it, clock, calls } = overOne();
  await calls('failure', 5);
  const leaving = new AbortController();
  const first = it.turn(leaving.signal);
  const second = it.turn(never);
  leaving.abort();
  t.is(await first, undefined);
  await clock.pass(60_000);
  t.truthy(await second);
});

test('a permit that was left unused frees the place of the probe', async t => {
  const { it, clock, calls } = overOne();
  await calls('failure', 5);
  await clock.pass(60_000);
  it.enter().settle('neutral');
  t.notThrows(() => it.enter());
});

test('[T3] who has one try left waits for a call that goes well, and for the reset time at most', async t => {
  const { it, clock, calls } = overOne();
  const proven: string[] = [];
  void it.proven(never).then(() => proven.push('by a call'));
  await calls('failure', 2);
  await clock.pass(59_000);
  t.deepEqual(proven, []);
  await calls('success', 1);
  await settle();
  t.deepEqual(proven, ['by a call']);
  void it.proven(never).then(() => proven.push('by time'));
  await clock.pass(60_000);
  t.deepEqual(proven, ['by a call', 'by time']);
});
