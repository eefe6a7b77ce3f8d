import { default as test } from 'ava';
import { type SloNow, sloJudge } from '../../actors/slo-judge.ts';
import type { Firing } from '../../domain/slo/alerts.ts';
import { memoryStore, testClock, testWorld } from './world.ts';

const page: Firing = {
  ...{ severity: 'page', factor: 14.4, long: '1h', short: '5m' },
  ...{ burnLong: 20, burnShort: 20, bad: 9, valid: 100 },
};

function judged() {
  const clock = testClock();
  const now: SloNow = {
    indicators: [{ sli: 'commands', owner: 'operations', firing: [] }],
    freeze: { level: 'open', why: [] },
  };
  const told: [string, string][] = [];
  const trouble: { error?: Error } = {};
  const judge = sloJudge(
    {
      ...{ timers: clock, log: testWorld(memoryStore()).world.log },
      async slo() {
        if (trouble.error !== undefined) throw trouble.error;
        return now;
      },
      tell: async (stream, type) => void told.push([stream, type]),
    },
    { everyMs: 60_000 },
  );
  return { clock, now, told, trouble, judge };
}

test('[R-401] what burns is told when it changes, and not again', async t => {
  const { clock, now, told } = judged();
  await clock.pass(60_000);
  t.deepEqual(told.splice(0), [
    ['slo-commands', 'JudgeBurn'],
    ['slo-release', 'JudgeFreeze'],
  ]);
  await clock.pass(180_000);
  t.deepEqual(told, []);
  now.indicators[0]!.firing = [page];
  await clock.pass(120_000);
  t.deepEqual(told.splice(0), [['slo-commands', 'JudgeBurn']]);
  now.freeze = { level: 'frozen', why: ['spent'] };
  await clock.pass(60_000);
  t.deepEqual(told, [['slo-release', 'JudgeFreeze']]);
});

test('[R-401] read models that are away hold up one look, and a stopped judge looks no more', async t => {
  const { clock, told, trouble, judge } = judged();
  trouble.error = new Error('the views are away');
  await clock.pass(60_000);
  t.deepEqual(told, []);
  delete trouble.error;
  await clock.pass(60_000);
  t.is(told.length, 2);
  judge.stop();
  told.length = 0;
  await clock.pass(600_000);
  t.deepEqual(told, []);
});
