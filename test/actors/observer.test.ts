import { default as test } from 'ava';
import { observer } from '../../actors/observer.ts';
import { StoreUnavailable } from '../../actors/ports.ts';
import { noon } from '../domain/given.ts';
import { memoryStore, settle, testClock, testWorld } from './world.ts';

/** A service that is watched from noon on; `is` says how it is. */
function watched() {
  const clock = testClock();
  const store = memoryStore();
  const is = { polledAgoMs: 1000 as number | undefined, logDown: false, hangs: false, takes: true };
  const told: { from: string; slots: string }[] = [];
  const { log } = testWorld(store).world;
  const observing = observer(
    {
      ...{ clock, timers: clock, log, stream: 'process-a' },
      polledAgoMs: () => is.polledAgoMs,
      logDown: () => is.logDown,
      store: {
        async *readStream() {
          if (is.hangs) await new Promise(() => {});
          yield [];
        },
      },
      async tell(seen) {
        if (!is.takes) throw new StoreUnavailable('away', { hint: '' });
        told.push(seen);
      },
    },
    { pollMaxMs: 40_000, pingMaxMs: 1_000 },
  );
  return { clock, is, told, observing };
}

test('[K-06] the service is looked at every 10 s and told of after a minute, then every five while all is well', async t => {
  const { clock, told } = watched();
  await clock.pass(60_000);
  t.deepEqual(told, [{ from: noon, slots: 'gggggg' }]);
  await clock.pass(290_000);
  t.is(told.length, 1);
  await clock.pass(10_000);
  t.deepEqual(told[1], { from: '2026-11-21T12:01:00.000Z', slots: 'g'.repeat(30) });
});

test('[K-06] what is not well is told within a minute, with what it was', async t => {
  const { clock, told, is } = watched();
  await clock.pass(70_000);
  is.polledAgoMs = 40_001;
  await clock.pass(10_000);
  is.polledAgoMs = undefined;
  await clock.pass(10_000);
  is.polledAgoMs = 40_000;
  is.logDown = true;
  await clock.pass(10_000);
  is.logDown = false;
  is.hangs = true;
  await clock.pass(11_000);
  is.hangs = false;
  await clock.pass(20_000);
  t.is(told[1]?.slots, 'gppllg');
});

test('[K-06] what the log did not take is told when it takes again, and a stop tells the rest', async t => {
  const { clock, told, is, observing } = watched();
  is.takes = false;
  await clock.pass(120_000);
  t.deepEqual(told, []);
  is.takes = true;
  await clock.pass(10_000);
  t.deepEqual(told, [{ from: noon, slots: 'g'.repeat(13) }]);
  await clock.pass(20_000);
  await observing.stop();
  t.deepEqual(told[1], { from: '2026-11-21T12:02:10.000Z', slots: 'gg' });
  await clock.pass(600_000);
  t.is(told.length, 2);
});

test('[K-06] a turn that comes late is bad, and what was not looked at is not told of', async t => {
  const clock = testClock();
  let lateMs = 0;
  const told: { from: string; slots: string }[] = [];
  const observing = observer(
    {
      ...{ clock, stream: 'process-a', log: testWorld(memoryStore()).world.log },
      timers: { at: clock.at, after: (ms, callback) => clock.after(ms + (ms > 1000 ? lateMs : 0), callback) },
      polledAgoMs: () => 0,
      logDown: () => false,
      store: {
        async *readStream() {
          yield [];
        },
      },
      tell: async seen => void told.push(seen),
    },
    { pollMaxMs: 40_000, pingMaxMs: 1_000 },
  );
  await clock.pass(20_000);
  lateMs = 25_000;
  await clock.pass(1);
  await clock.pass(60_000);
  lateMs = 0;
  await settle();
  await observing.stop();
  t.true(told.length >= 2, JSON.stringify(told));
  t.is(told[0]?.slots, 'ggg');
  t.is(told[1]?.slots[0], 's');
});
