import { default as test } from 'ava';
import { StoreUnavailable } from '../../../actors/ports.ts';
import { recorder } from '../../../actors/resilience/recorder.ts';
import { settle, testWorld } from '../world.ts';

function overTheLog() {
  const { world, clock, lines } = testWorld();
  const taken: [string, string, string][] = [];
  const tried: string[] = [];
  const log: { fails?: Error | undefined } = {};
  const it = recorder(async (stream, { id, type }) => {
    tried.push(id);
    if (log.fails !== undefined) throw log.fails;
    taken.push([stream, type, id]);
  }, world);
  return { it, clock, lines, taken, tried, log };
}

const away = new StoreUnavailable('away', { hint: 'wait' });

test('[E1] what happened while the log was away is recorded in order once it is back, each under one id', async t => {
  const { it, clock, taken, tried, log } = overTheLog();
  log.fails = away;
  for (const type of ['A', 'B', 'C']) it.note('dependency-eventstore', type, {});
  await clock.pass(2_000);
  t.true(tried.length > 3 && new Set(tried).size === 1, 'the first is tried again as it was');
  log.fails = undefined;
  await clock.pass(10_000);
  t.deepEqual(
    taken.map(([, type]) => type),
    ['A', 'B', 'C'],
  );
});

test('[I23] past its bound the middle is left out: the beginning and the present state stay', async t => {
  const { it, clock, taken, log } = overTheLog();
  log.fails = away;
  for (let number = 0; number < 200; number++) it.note('dependency-eventstore', `N${number}`, {});
  log.fails = undefined;
  await clock.pass(10_000);
  t.is(taken.length, 50);
  t.is(taken[0]![1], 'N0');
  t.is(taken.at(-1)![1], 'N199');
});

test('one stream that cannot be recorded holds up no other, and what is refused is let go with a word', async t => {
  const { it, taken, lines, log } = overTheLog();
  log.fails = new Error('parked');
  it.note('dependency-bus', 'A', {});
  await settle();
  log.fails = undefined;
  it.note('dependency-telegram', 'B', {});
  await settle();
  t.deepEqual(
    taken.map(([stream]) => stream),
    ['dependency-telegram'],
  );
  t.true(lines.some(({ message }) => /could not be recorded/.test(message)));
});
