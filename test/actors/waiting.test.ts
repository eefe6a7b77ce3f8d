import { default as test } from 'ava';
import { StoreUnavailable } from '../../actors/ports.ts';
import { backoffMs, insist } from '../../actors/waiting.ts';
import { settle, testWorld } from './world.ts';

const away = () => Promise.reject(new StoreUnavailable('away', { hint: '' }));

test('[E1] what must be recorded is tried until the log takes it', async t => {
  const { world, clock } = testWorld();
  let tries = 0;
  const done = insist(async () => (++tries < 4 ? away() : 'recorded'), world, new AbortController().signal);
  await clock.pass(60_000);
  t.is(await done, 'recorded');
  t.is(tries, 4);
});

test('what was stopped while it waited is not tried again: its successor acts now', async t => {
  const { world } = testWorld();
  const stop = new AbortController();
  let tries = 0;
  const counted = () => {
    tries++;
    return away();
  };
  const done = insist(counted, world, stop.signal);
  await settle();
  stop.abort();
  t.is(await done, undefined);
  t.is(tries, 1);
});

test('what was done is said once even when the signal has fired before', async t => {
  const { world } = testWorld();
  t.is(await insist(async () => 'recorded', world, AbortSignal.abort()), 'recorded');
});

test('a fault of the program is not waited out', async t => {
  const { world } = testWorld();
  const broken = async () => Promise.reject(new TypeError('a bug'));
  await t.throwsAsync(insist(broken, world, new AbortController().signal), { instanceOf: TypeError });
});

test('[C-17] waits double to their bound, and are never under 50 ms with the default floor', t => {
  const at = (chance: number, failures: number) =>
    backoffMs({ minMs: 100, maxMs: 5_000 }, failures, { number: () => chance, uuid: () => '' });
  t.deepEqual([at(0, 1), at(0, 9), at(1, 1), at(1, 3), at(1, 30)], [100, 100, 200, 800, 5_000]);
});
