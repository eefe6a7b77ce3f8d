import { default as test } from 'ava';
import type { Spool } from '../../actors/ports.ts';
import { watch } from '../../actors/watch.ts';
import { settle, testWorld } from './world.ts';

/** A watch over the log, whose orders fail as long as `fails` says so. */
function overTheLog() {
  const { world, clock } = testWorld();
  const told: string[] = [];
  const log = { fails: false };
  let kept: ReturnType<Spool['read']>;
  const spool: Spool = {
    read: () => kept,
    write: loss => {
      kept = loss;
    },
    clear: () => {
      kept = undefined;
    },
  };
  const order = async (type: string) => {
    if (log.fails) throw new Error('the log is away');
    told.push(type);
    return { facts: [], state: undefined };
  };
  return { watching: watch('eventstore', order, world, spool), clock, told, log, kept: () => kept };
}

test('[E1] the loss of the log is spooled, and recorded with its return', async t => {
  const { watching, told, kept } = overTheLog();
  watching.lost('gone');
  t.is(kept()?.cause, 'gone');
  t.deepEqual(told, []);
  watching.found();
  await settle();
  t.deepEqual(told, ['NoteLoss', 'NoteReturn']);
  t.is(kept(), undefined);
});

test('[E1] a loss that the log does not take yet stays spooled with its own time, and is told at the next return', async t => {
  const { watching, clock, told, log, kept } = overTheLog();
  watching.lost('gone');
  const since = kept()!.since;
  log.fails = true;
  await clock.pass(1_000);
  watching.found();
  await settle();
  t.deepEqual(told, []);
  t.is(kept()?.since, since);
  log.fails = false;
  watching.found();
  await settle();
  t.deepEqual(told, ['NoteLoss', 'NoteReturn']);
});

test('a loss is said once, however often it is noticed', t => {
  const { watching, kept } = overTheLog();
  watching.lost('first');
  watching.lost('second');
  t.is(kept()?.cause, 'first');
});
