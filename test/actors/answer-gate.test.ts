import { default as test } from 'ava';
import { answerGate, heavyLimiter } from '../../actors/answer-gate.ts';
import { bulkhead } from '../../actors/resilience/bulkhead.ts';
import { commandNamed } from '../../domain/commands/registry.ts';
import type { ServiceMode } from '../../domain/policy/modes.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { noon } from '../domain/given.ts';
import { never } from './resilience/policies.ts';
import { testClock } from './world.ts';

function gateOf({ mode = 'normal', allPerSecond = 100 }: { mode?: ServiceMode; allPerSecond?: number } = {}) {
  const clock = testClock();
  const blocked: string[] = [];
  const told = (limiter: string) => void blocked.push(limiter);
  const core = bulkhead('core calls', { max: 2, waitMs: 5_000, waitingMax: 10 }, { timers: clock });
  const heavy = heavyLimiter(5, { clock, blocked: told });
  const now = () => ({ mode, why: 'event log: slow', since: noon });
  return { clock, blocked, core, gate: answerGate({ mode: now, heavy, allPerSecond, core, clock, blocked: told }) };
}

const light = commandNamed('cpu')!;
const heavy = { ...light, heavy: true } as const;
const codeOf = (entering: Promise<unknown>) =>
  entering.then(
    () => 'in',
    (error: Refusal) => error.code,
  );

test('[R-219, T-24] the sixth heavy request of one user in one chat in ten minutes is refused, light ones are not', async t => {
  const { gate, blocked } = gateOf();
  const enter = (spec: typeof light, who: string) => codeOf(gate.enter(spec, who, never).then(leave => leave()));
  for (let count = 0; count < 5; count++) t.is(await enter(heavy, 'ada 1'), 'in');
  t.is(await enter(heavy, 'ada 1'), 'rate_limited');
  t.is(await enter(heavy, 'ada 2'), 'in');
  t.is(await enter(light, 'ada 1'), 'in');
  t.deepEqual(blocked, ['heavy requests']);
});

test('[R-101, D-18] everybody together sends so much a second and no more', async t => {
  const { gate, clock, blocked } = gateOf({ allPerSecond: 3 });
  const burst = async () => {
    const codes: string[] = [];
    for (let index = 0; index < 5; index++)
      codes.push(await codeOf(gate.enter(light, `user ${index}`, never).then(leave => leave())));
    return codes;
  };
  t.deepEqual(await burst(), ['in', 'in', 'in', 'rate_limited', 'rate_limited']);
  await clock.pass(1_000);
  t.is((await burst())[0], 'in');
  t.true(blocked.every(limiter => limiter === 'everybody'));
});

test('[A-28, D-15] so many answers are looked up at once; who does not get a turn in 5 s is told when to come again', async t => {
  const { gate, clock } = gateOf();
  await gate.enter(light, 'a', never);
  const leave = await gate.enter(light, 'b', never);
  const third = codeOf(gate.enter(light, 'c', never));
  const fourth = codeOf(gate.enter(light, 'd', never));
  leave();
  t.is(await third, 'in');
  await clock.pass(5_000);
  t.is(await fourth, 'bulkhead_full');
});

test('[T-13] while heavy work is shed a light answer is still given', async t => {
  const { gate } = gateOf({ mode: 'shed-heavy' });
  t.is(await codeOf(gate.enter(heavy, 'a', never)), 'service_degraded');
  t.is(await codeOf(gate.enter(light, 'a', never)), 'in');
});
