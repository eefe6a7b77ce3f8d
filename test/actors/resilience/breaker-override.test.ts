import { default as test } from 'ava';
import { plusMs } from '../../../domain/instants.ts';
import { overOne, refused } from './one-breaker.ts';

test('an admin opens it until an instant, and then it is tried carefully', async t => {
  const { it, clock, types } = overOne();
  const until = plusMs(clock.now(), 90_000);
  it.override({ mode: 'force-open', until });
  t.is(refused(t, () => it.enter()).retryAfterMs, 90_000);
  t.like(it.view(), { state: 'open', nextRetryAt: until, override: { mode: 'force-open', until } });
  await clock.pass(89_999);
  refused(t, () => it.enter());
  await clock.pass(1);
  t.is(it.view().state, 'half-open');
  t.deepEqual(types(), ['override-ended', 'half-opened']);
});

test('an admin closes it until an instant: nothing is refused, and then it counts anew', async t => {
  const { it, clock, calls } = overOne();
  it.override({ mode: 'force-closed', until: plusMs(clock.now(), 30_000) });
  await calls('failure', 20);
  t.is(it.view().state, 'closed');
  await clock.pass(30_000);
  await calls('failure', 4);
  t.is(it.view().state, 'closed');
  await calls('failure', 1);
  t.is(it.view().state, 'open');
});

test('what was open when an admin closed it is probed when that ends', async t => {
  const { it, clock, calls } = overOne();
  await calls('failure', 5);
  it.override({ mode: 'force-closed', until: plusMs(clock.now(), 90_000) });
  await calls('success', 1);
  await clock.pass(90_000);
  t.is(it.view().state, 'half-open');
});

test('given back by the admin before its end, it is not ended a second time', async t => {
  const { it, clock, types } = overOne();
  it.override({ mode: 'force-open', until: plusMs(clock.now(), 30_000) });
  it.override(undefined);
  t.is(it.view().state, 'half-open');
  await clock.pass(60_000);
  t.deepEqual(types(), ['half-opened']);
});
