import { default as test } from 'ava';
import { faultPoints } from '../../../actors/faults/fault-points.ts';
import { struck } from '../../../actors/faults/struck.ts';
import type { Fault } from '../../../domain/fault/machine.ts';
import { plusMs } from '../../../domain/instants.ts';
import { settle, testClock } from '../world.ts';

function world({ enabled = true } = {}) {
  const clock = testClock();
  const ends: string[] = [];
  let died = 0;
  const points = faultPoints({ enabled, clock, timers: clock, die: () => died++ });
  points.onEnd(async ({ faultId }, reason, hits) => void ends.push(`${faultId} ${reason} ${hits}`));
  const fault = (more: Partial<Fault> = {}): Fault => {
    const ttlMs = more.ttlMs ?? 30_000;
    return {
      ...{ faultId: 'f1f1', point: 'telegram.send', kind: 'error', ttlMs, probability: 1, seed: 1, delayMs: 1000 },
      ...{ skewMs: 0, by: { id: 'tg:1001', role: 'admin' }, at: clock.now(), endsAt: plusMs(clock.now(), ttlMs) },
      ...more,
    };
  };
  const failure = (kind: string, words: string) => new Error(`${kind}: ${words}`);
  const call = (hangMaxMs?: number) =>
    struck(
      { points, timers: clock },
      'telegram.send',
      { failure, ...(hangMaxMs === undefined ? {} : { hangMaxMs }) },
      async () => 'done',
    ).catch((error: Error) => error.message.split(':')[0]);
  return { clock, points, ends, fault, call, died: () => died };
}

test('a fault ends by its own time, though the log never says so', async t => {
  const { clock, points, ends, fault, call } = world();
  points.follow([fault()]);
  t.is(await call(), 'error');
  await clock.pass(30_000);
  t.is(await call(), 'done');
  points.follow([fault()]);
  t.is(await call(), 'done', 'it does not begin again while its end is not recorded');
  t.deepEqual(ends, ['f1f1 time 1']);
});

test('a fault with a count hits so many calls', async t => {
  const { points, ends, fault, call } = world();
  points.follow([fault({ count: 2 })]);
  t.deepEqual([await call(), await call(), await call()], ['error', 'error', 'done']);
  t.deepEqual(ends, ['f1f1 count 2']);
});

test('the same seed hits the same calls', async t => {
  const run = async (seed: number) => {
    const { points, fault, call } = world();
    points.follow([fault({ probability: 0.4, seed })]);
    const said: (string | undefined)[] = [];
    for (let index = 0; index < 60; index++) said.push(await call());
    return said;
  };
  const first = await run(7);
  t.deepEqual(await run(7), first);
  t.notDeepEqual(await run(8), first);
  const hit = first.filter(word => word === 'error').length;
  t.true(hit > 10 && hit < 40, `${hit} of 60`);
});

test('a call that hangs is given up when its port would, or goes on when the fault is cleared', async t => {
  const { clock, points, fault, call } = world();
  points.follow([fault({ kind: 'hang' })]);
  const short = call(1_000);
  const long = call();
  await clock.pass(1_000);
  t.is(await short, 'hang');
  points.follow([]);
  t.is(await long, 'done');
});

test('a call that is late is late by what was asked', async t => {
  const { clock, points, fault, call } = world();
  points.follow([fault({ kind: 'latency', delayMs: 500 })]);
  let said: string | undefined;
  const late = call().then(word => {
    said = word;
  });
  await clock.pass(499);
  await settle();
  t.is(said, undefined);
  await clock.pass(1);
  await late;
  t.is(said, 'done');
});

test('a crash is told before it happens, and never comes back with the next run', async t => {
  const { points, ends, fault, call, died } = world();
  points.follow([fault({ kind: 'crash' })]);
  void call();
  await settle();
  t.deepEqual(ends, ['f1f1 crash 1']);
  t.is(died(), 1);
  t.false(points.resumes(fault({ kind: 'crash' })));
  t.true(points.resumes(fault()));
  t.false(world({ enabled: false }).points.resumes(fault()));
});

test('a clock that is off is off by the sum of its faults, and only as long as they last', async t => {
  const { clock, points, fault } = world();
  const off = (faultId: string, skewMs: number, ttlMs: number) =>
    fault({ faultId, point: 'clock.now', kind: 'clock', skewMs, ttlMs });
  points.follow([off('f1f1', 60_000, 1_000), off('f2f2', -10_000, 2_000)]);
  t.is(points.skewMs(), 50_000);
  await clock.pass(1_000);
  t.is(points.skewMs(), -10_000);
  await clock.pass(1_000);
  t.is(points.skewMs(), 0);
});
