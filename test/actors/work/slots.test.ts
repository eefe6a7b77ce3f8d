import { default as test } from 'ava';
import { memoryStore, settle } from '../world.ts';
import { heldWork, light, once, shop } from './shop.ts';

test('[R-322] [R-324] [D-16] a full class is not claimed beyond its cap, and does not hold up another', async t => {
  const [probes, charts] = [heldWork(), heldWork()];
  const { ask, desk, workshop } = shop({ performers: { probe: probes, render: charts }, slots: 10 });
  for (let count = 0; count < 5; count++) await ask();
  await ask(light({ class: 'render', name: 'cpu' }));
  t.is(probes.attempts.length, 2);
  t.is(charts.attempts.length, 1);
  t.deepEqual(desk.counts('probe'), { waiting: 3, running: 2 });
  await probes.succeed(0);
  t.is(probes.attempts.length, 3);
  t.is(workshop.stats().waiting, 2);
});

test('[R-324] with fewer slots than work the classes take turns', async t => {
  const order: string[] = [];
  const taking = (name: string) => ({
    async perform() {
      order.push(name);
      await settle();
      return { summary: name, data: {} };
    },
  });
  const { ask, workshop } = shop({ performers: { probe: taking('probe'), render: taking('render') }, slotsMax: 1 });
  const asked = [];
  for (let count = 0; count < 4; count++) asked.push(ask());
  for (let count = 0; count < 2; count++) asked.push(ask(light({ class: 'render', name: 'cpu' })));
  await Promise.all(asked);
  while (workshop.stats().running > 0) await settle();
  t.deepEqual(order, ['probe', 'probe', 'render', 'probe', 'render', 'probe']);
});

test('[P15] a stop hands light work back, so that the next run has nothing to reclaim', async t => {
  const store = memoryStore();
  const work = heldWork();
  const first = shop({ performers: { probe: work }, store });
  const jobId = await first.ask();
  const drained = first.workshop.drain(10_000);
  await settle();
  await drained;
  t.deepEqual(first.types(jobId).slice(5), ['LeaseReleased']);
  t.is(work.attempts[0]!.signal.reason, 'stopping');
  t.is(await first.state(jobId), 'queued');
  const { attempt } = (await first.jobs.state(jobId))!.job;
  t.is(attempt, 0);
  t.is(first.workshop.offer({ jobId, jobClass: 'probe', fence: 2 }), false);
});

test('[P15] [P4] a stop gives work that leaves no trace its time, and leaves alone what outlives it', async t => {
  const [brief, lasting] = [heldWork(), heldWork({ left: { state: 'unknown' } })];
  const { ask, workshop, clock, types } = shop({ performers: { backup: brief, task: lasting } });
  const saved = await ask(once({ class: 'backup', name: 'backup' }));
  const task = await ask(once());
  const drained = workshop.drain(10_000);
  await settle();
  t.is(lasting.attempts[0]!.signal.reason, 'stopping');
  t.false(brief.attempts[0]!.signal.aborted);
  await brief.succeed();
  await clock.pass(1);
  await drained;
  t.is(types(saved).at(-1), 'JobSucceeded');
  t.is(types(task).at(-1), 'AttemptStarted');
});
