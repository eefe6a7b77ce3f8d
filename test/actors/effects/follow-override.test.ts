import { default as test } from 'ava';
import { followOverride } from '../../../actors/effects/follow-override.ts';
import { actorSystem } from '../../../actors/system.ts';
import { dependencyAggregate } from '../../../domain/dependency/decide.ts';
import { after } from '../../domain/given.ts';
import { limits, memoryStore, order, settle, still, testClock, testWorld } from '../world.ts';

function dependency(store = memoryStore(), laterMs = 0) {
  const { world, clock } = testWorld(store, testClock(laterMs));
  const told: unknown[] = [];
  const ports = {
    ...world,
    override: (name: string, held: unknown) => {
      told.push([name, held]);
      return true;
    },
  };
  const cast = {
    ...still(dependencyAggregate),
    effects: (handle: Parameters<ReturnType<typeof followOverride>>[0]) => ({
      followOverride: followOverride(ports)(handle),
    }),
  };
  const actors = actorSystem({ dependency: cast }, world, limits, { restarted: () => {}, parked: () => {} });
  return { actors, store, clock, told };
}

const hold = (mode: string) => order('dependency-telegram', 'OverrideBreaker', { mode, ttlMs: 600_000 }, `tg-${mode}`);

test('[A-27] the live breaker is held once that is recorded, and given back by the next word', async t => {
  const { actors, told, store } = dependency();
  await actors.tell(hold('force-open'));
  await settle();
  t.deepEqual(told.at(-1), ['telegram', { mode: 'force-open', until: after(600) }]);
  await actors.tell(hold('auto'));
  await settle();
  t.deepEqual(told.at(-1), ['telegram', undefined]);
  t.deepEqual(store.types('dependency-telegram'), ['BreakerOverridden', 'BreakerOverridden']);
});

test('[A-27] a restart holds what was held, and records an end that it has missed', async t => {
  const first = dependency();
  await first.actors.tell(hold('force-open'));
  const second = dependency(first.store, 60_000);
  await second.actors.wake('dependency-telegram');
  await settle();
  t.deepEqual(second.told, [['telegram', { mode: 'force-open', until: after(600) }]]);
  const third = dependency(first.store, 700_000);
  await third.actors.wake('dependency-telegram');
  await settle();
  t.deepEqual(third.told[0], ['telegram', undefined]);
  t.like(first.store.of('dependency-telegram').at(-1)!.data, { mode: 'auto' });
});
