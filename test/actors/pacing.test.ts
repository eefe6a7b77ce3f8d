import { default as test } from 'ava';
import { pacing } from '../../actors/pacing.ts';
import { settle, testClock } from './world.ts';

const limits = { perChatPerSecond: 1000, perChatBurst: 1000, groupPerMinute: 60_000, globalPerSecond: 1000 };

test('[T1] [D-19] a rest that Telegram asks for in a chat holds for everybody who speaks there, and for no other chat', async t => {
  const clock = testClock();
  const pace = pacing(limits, { clock, timers: clock });
  const signal = new AbortController().signal;
  const spoke: string[] = [];
  pace.rest(-1001, 5_000);
  void pace.turn(-1001, signal).then(() => spoke.push('resting'));
  void pace.turn(7, signal).then(() => spoke.push('another'));
  await settle();
  t.deepEqual(spoke, ['another']);
  await clock.pass(4_900);
  t.deepEqual(spoke, ['another']);
  await clock.pass(200);
  t.deepEqual(spoke, ['another', 'resting']);
});
