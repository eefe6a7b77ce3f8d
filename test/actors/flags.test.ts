import { default as test } from 'ava';
import { flags } from '../../actors/flags.ts';
import { StoreUnavailable } from '../../actors/ports.ts';
import type { Fact } from '../../domain/upcast.ts';
import { ada, noon } from '../domain/given.ts';
import { memoryStore, settle, testClock } from './world.ts';

const stream = 'settings-system' as const;
const asker = { user: 'tg:1001', chatId: 1001 };
const metadata = {
  ...{ correlationId: 'tg-1', causationId: 'tg-1', actor: ada, schema: 1 },
  ...{ build: 'test', config: 'test', traffic: 'real' as const },
};

function world() {
  const store = memoryStore();
  const clock = testClock();
  const warned: unknown[] = [];
  const log = { debug() {}, info() {}, warn: (...said: unknown[]) => void warned.push(said), error() {} };
  let isAway = false;
  const readStream: typeof store.readStream = (...asked) => {
    if (isAway) throw new StoreUnavailable('away', { hint: 'wait' });
    return store.readStream(...asked);
  };
  const features = flags({ store: { readStream }, clock, log });
  return {
    ...{ store, clock, warned, features },
    away: (now: boolean) => {
      isAway = now;
    },
    async set(percent: number): Promise<Fact[]> {
      const n = store.of(stream).length;
      const data = { flag: 'quote-answers', percent, allow: [], deny: [], by: ada, at: noon };
      const id = `00000000-0000-5000-8000-${String(n).padStart(12, '0')}`;
      await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), [{ id, type: 'FlagSet', data, metadata }]);
      return [store.of(stream).at(-1)! as Fact];
    },
    isOn: () => features.read('quote-answers', asker).on,
  };
}

test('[A-42] what is set here counts at once, and after a start what the log holds', async t => {
  const { features, set, isOn, store, clock } = world();
  t.false(isOn());
  features.recorded(stream, await set(100));
  t.true(isOn());
  const next = flags({ store, clock, log: { debug() {}, info() {}, warn() {}, error() {} } });
  await next.refresh();
  t.true(next.read('quote-answers', asker).on);
});

test('[A-42] what another process has set counts after the next look, also when own facts came after it', async t => {
  const { features, set, isOn, clock } = world();
  await features.refresh();
  await set(100);
  t.false(isOn());
  await clock.pass(10_000);
  isOn();
  await settle();
  t.true(isOn());

  await set(50);
  features.recorded(stream, await set(0));
  t.true(isOn(), 'a gap is not jumped over');
  await features.refresh();
  t.false(isOn());
});

test('[A-42] [P16] while the log is away flags stay as last known, and nobody waits', async t => {
  const { features, set, isOn, clock, away, warned } = world();
  features.recorded(stream, await set(100));
  away(true);
  await clock.pass(10_000);
  t.true(isOn());
  await settle();
  t.true(isOn());
  t.is(warned.length, 1);
});
