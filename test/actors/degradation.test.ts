import { default as test } from 'ava';
import { degradation } from '../../actors/degradation.ts';
import { type ModeNow, requireMode, serviceMode } from '../../domain/policy/modes.ts';
import { Refusal } from '../../domain/refusal.ts';
import { noon } from '../domain/given.ts';
import { testClock } from './world.ts';

function overOne() {
  const clock = testClock();
  const told: string[] = [];
  const changed = ({ mode }: ModeNow, from: string) => void told.push(`${from} → ${mode}`);
  return { clock, told, it: degradation(2_000, { clock, timers: clock, changed }) };
}

test('[T-13] the mode is the most that any cause asks for, entered at once', t => {
  const { it, told } = overOne();
  it.press('memory', 'shed-heavy', '600 MiB in use');
  it.press('event log', 'static', 'it does not answer');
  it.press('commands', 'shed-heavy');
  t.deepEqual(told, ['normal → shed-heavy', 'shed-heavy → static']);
  t.like(it.now(), { mode: 'static', why: 'event log: it does not answer', since: noon });
});

test('[T-13] a mode is left step by step, each once its cause has been gone for a while', async t => {
  const { it, clock, told } = overOne();
  it.press('memory', 'shed-heavy');
  it.press('event log', 'static');
  it.press('event log', 'normal');
  await clock.pass(1_999);
  t.is(it.now().mode, 'static');
  await clock.pass(1);
  t.is(it.now().mode, 'shed-heavy');
  it.press('memory', 'normal');
  await clock.pass(2_000);
  t.like(it.now(), { mode: 'normal', why: '' });
  t.is(told.at(-1), 'shed-heavy → normal');
});

test('[T-13] a cause that comes and goes does not make the service flap', async t => {
  const { it, clock, told } = overOne();
  for (let round = 0; round < 50; round++) {
    it.press('memory', 'shed-heavy');
    await clock.pass(500);
    it.press('memory', 'normal');
    await clock.pass(1_500);
  }
  t.deepEqual(told, ['normal → shed-heavy']);
});

test('[I19, T-13] each mode leaves out what it says, and the refusal names it with its cause', t => {
  const now = (mode: ModeNow['mode']): ModeNow => ({ mode, why: 'event log: slow', since: noon });
  const leftOut = (weight: object) =>
    serviceMode.options.filter(mode => {
      try {
        requireMode(weight, now(mode));
        return false;
      } catch (error) {
        t.true(error instanceof Refusal && error.code === 'service_degraded');
        t.regex((error as Refusal).message, new RegExp(`${mode}.*event log: slow`));
        return true;
      }
    });
  t.deepEqual(leftOut({}), []);
  t.deepEqual(leftOut({ heavy: true }), ['shed-heavy', 'read-only', 'static']);
  t.deepEqual(leftOut({ changes: true }), ['read-only', 'static']);
});
