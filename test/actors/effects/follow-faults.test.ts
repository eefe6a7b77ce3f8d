import { default as test } from 'ava';
import { followFaults } from '../../../actors/effects/follow-faults.ts';
import { faultPoints } from '../../../actors/faults/fault-points.ts';
import { actorSystem } from '../../../actors/system.ts';
import { faultAggregate } from '../../../domain/fault/decide.ts';
import type { FaultPoint } from '../../../domain/fault/points.ts';
import { limits, memoryStore, order, settle, still, testClock, testWorld } from '../world.ts';

/** A run of the program on a log, so much later than noon. */
function run(store = memoryStore(), laterMs = 0, enabled = true) {
  const { world, clock } = testWorld(store, testClock(laterMs));
  const points = faultPoints({ enabled, clock, timers: clock, die: () => {} });
  const ports = { ...world, faultPoints: points };
  const cast = {
    ...still(faultAggregate),
    restful: ({ context }: { context: { inForce: object } }) => Object.keys(context.inForce).length === 0,
    effects: (handle: Parameters<ReturnType<typeof followFaults>>[0]) => ({
      followFaults: followFaults(ports)(handle),
    }),
  };
  const actors = actorSystem({ fault: cast }, world, limits, { restarted: () => {}, parked: () => {} });
  const ends = () => store.of('fault-points').map(({ type, data }) => (type === 'FaultEnded' ? data.reason : type));
  return { actors, store, clock, points, ends, stop: () => actors.stop() };
}

const inject = (more: object = {}, id = 'nats-1') =>
  order(
    'fault-points',
    'InjectFault',
    {
      ...{ faultId: 'k3x9p2qa', point: 'telegram.send', kind: 'error', ttlMs: 30_000 },
      ...{ probability: 1, seed: 1, delayMs: 1000, skewMs: 0, ...more },
    },
    id,
  );

const isHit = ({ points }: ReturnType<typeof run>, point: FaultPoint = 'telegram.send') => {
  const strike = points.strike(point);
  strike?.settle();
  return strike !== undefined;
};

test('a fault is in force once it is recorded, and its end by time is recorded too', async t => {
  const first = run();
  await first.actors.tell(inject());
  await settle();
  t.true(isHit(first));
  await first.clock.pass(30_000);
  t.false(isHit(first));
  t.deepEqual(first.ends(), ['FaultInjected', 'time']);
  await first.stop();
});

test('after a restart a fault goes on until the end it had; one that is past it does not come back', async t => {
  const first = run();
  await first.actors.tell(inject());
  await first.stop();
  const second = run(first.store, 20_000);
  await second.actors.wake('fault-points');
  await settle();
  t.true(isHit(second));
  await second.clock.pass(10_000);
  t.false(isHit(second));
  t.deepEqual(second.ends(), ['FaultInjected', 'time']);
  await second.stop();

  const other = run();
  await other.actors.tell(inject());
  await other.stop();
  const late = run(other.store, 31_000);
  await late.actors.wake('fault-points');
  await settle();
  t.false(isHit(late));
  t.deepEqual(late.ends(), ['FaultInjected', 'time']);
  await late.stop();
});

test('a crash does not come back with the next run, nor anything where faults are off by then', async t => {
  const first = run();
  await first.actors.tell(inject({ kind: 'crash' }));
  await first.stop();
  const second = run(first.store, 1_000);
  await second.actors.wake('fault-points');
  await settle();
  t.false(isHit(second));
  t.deepEqual(second.ends(), ['FaultInjected', 'restart']);
  await second.actors.tell(inject({ faultId: 'another1' }, 'nats-2'));
  await second.stop();
  const off = run(first.store, 2_000, false);
  await off.actors.wake('fault-points');
  await settle();
  t.false(isHit(off));
  t.deepEqual(off.ends().at(-1), 'restart');
  await off.stop();
});

test('clearing one leaves the others', async t => {
  const first = run();
  await first.actors.tell(inject());
  await first.actors.tell(inject({ faultId: 'another1', point: 'host.read' }, 'nats-2'));
  await first.actors.tell(order('fault-points', 'ClearFault', { faultId: 'k3x9p2qa' }, 'nats-3'));
  await settle();
  t.false(isHit(first));
  t.true(isHit(first, 'host.read'));
  await first.stop();
});
