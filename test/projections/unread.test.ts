import test from 'ava';
import type { ReadModels } from '../../projections/ports.ts';
import { ProjectionRunner } from '../../projections/runner.ts';
import { given } from './histories.ts';
import { appendAll, everyRow, kit, rebuilt } from './kit.ts';

test('[E9] an event this program cannot read is skipped, counted and shown with the reason, and the others are taken', async t => {
  const { log, runner, models, projections } = kit({ pageMax: 2 });
  const newer = given.accepted(2, 1);
  newer.event.metadata.schema = 99;
  const damaged = given.accepted(3, 1);
  damaged.event.data = { commandId: 7 };
  appendAll(log, [given.opened(1, 1), given.fromTomorrow(1), newer, damaged, given.accepted(4, 1)]);
  runner.start();
  t.deepEqual(await runner.caughtUp(), { degraded: [] });
  const { unread, views } = await runner.status();
  t.is(unread.count, 3);
  t.deepEqual(
    unread.latest.map(({ position, type }) => [position, type]),
    [
      ['4', 'CommandAccepted'],
      ['3', 'CommandAccepted'],
      ['2', 'ChatPainted'],
    ],
  );
  t.regex(unread.latest[0]!.why, /commandId/);
  t.regex(unread.latest[1]!.why, /version 99 is newer/);
  t.regex(unread.latest[2]!.why, /no such event type/);
  t.true(views.every(({ state, position }) => state === 'live' && position === '5'));
  t.like(everyRow(models, projections)['open-work/unanswered'], [{ commandId: 'tg-4' }]);
  await runner.stop();
});

test('[E9] at most 50 unread events are held, and all are counted', async t => {
  const { log, runner, models, projections } = kit();
  appendAll(
    log,
    Array.from({ length: 120 }, (_, n) => given.fromTomorrow(n)),
  );
  runner.start();
  await runner.caughtUp();
  const { unread } = await runner.status();
  t.is(unread.count, 120);
  t.is(unread.latest.length, 50);
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  await runner.stop();
});

test('[E9] views that left events unread are built anew by a program that reads other types', async t => {
  const { log, time, runner, models, projections, notices } = kit();
  appendAll(log, [given.fromTomorrow(1)]);
  runner.start();
  await runner.caughtUp();
  await runner.stop();
  // As if another program had made them: only what it could read differs.
  const older: ReadModels = {
    stored: () => models.stored().map(view => ({ ...view, catalogue: 'ChatOpened' })),
    create: (...given) => models.create(...given),
    write: batches => models.write(batches),
    swap: name => models.swap(name),
    drop: (name, slot) => models.drop(name, slot),
    discard: () => models.discard(),
    read: work => models.read(work),
    close: () => models.close(),
  };
  const options = { models: older, log, projections, clock: time, timers: time };
  const next = new ProjectionRunner({ ...options, tell: notice => notices.push(notice) });
  next.start();
  await next.caughtUp();
  await time.settle();
  const built = notices.flatMap(notice => (notice.type === 'ProjectionRebuilt' ? [notice.name] : []));
  t.deepEqual(built.sort(), projections.map(({ name }) => name).sort());
  await next.stop();
});
