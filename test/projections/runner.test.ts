import test from 'ava';
import { given } from './histories.ts';
import { appendAll, everyRow, kit, rebuilt } from './kit.ts';

test('what is in the log is in the views once the runner has caught up, and what comes later follows', async t => {
  const { log, runner, models, projections } = kit({ pageMax: 2 });
  appendAll(log, [given.received(1, 1), given.opened(1, 1), given.accepted(1, 1)]);
  runner.start();
  t.deepEqual(await runner.caughtUp(), { degraded: [] });
  t.deepEqual(everyRow(models, projections), await rebuilt(log, projections));
  appendAll(log, [given.answered(1, 1)]);
  await runner.caughtUp();
  const rows = everyRow(models, projections);
  t.deepEqual(rows, await rebuilt(log, projections));
  t.is(rows['chats/chats']?.length, 1);
  t.deepEqual(rows['open-work/unanswered'], []);
  await runner.stop();
});
