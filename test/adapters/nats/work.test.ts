import type { ExecutionContext } from 'ava';
import { BusUnavailable, StoreUnavailable } from '../../../actors/ports.ts';
import type { JobOrders, Standing, WorkOffer } from '../../../actors/work/ports.ts';
import { askHeld, natsJobOrders, serveOrders } from '../../../adapters/nats/job-orders.ts';
import { fixedDoor } from '../../../adapters/nats/sample-door.ts';
import { workLink } from '../../../adapters/nats/work-link.ts';
import { natsWorkQueue } from '../../../adapters/nats/work-queue.ts';
import { Refusal } from '../../../domain/refusal.ts';
import { journal } from './journal.ts';
import { admin, natsTest, type RealServer, realServer, testLog } from './real-server.ts';

const isUp = 'work has a way to other processes';
const offer = (jobId: string, fence = 1): WorkOffer => ({ jobId, jobClass: 'probe', fence });

/** One process' end, once it is up. */
async function end(t: ExecutionContext, server: RealServer, pendingMax = 2) {
  const { log, logged } = testLog();
  const link = workLink({ door: fixedDoor(server.url, server.credentials), name: 'test', log });
  t.teardown(() => link.close());
  await logged.first(({ message }) => message === isUp);
  return { link, queue: natsWorkQueue(link, () => pendingMax), logged };
}

/** Takes offers, and holds each until the test lets it go. */
function hand(taken = journal<WorkOffer>()) {
  const held: PromiseWithResolvers<void>[] = [];
  return {
    taken,
    handle(given: WorkOffer) {
      taken.add(given);
      const work = Promise.withResolvers<void>();
      held.push(work);
      return work.promise;
    },
    done: (index: number) => held[index]!.resolve(),
    failed: (index: number, cause: unknown) => held[index]!.reject(cause),
  };
}

natsTest('an offer reaches one of the workers, and the same offer again reaches nobody', async t => {
  const server = await realServer(t);
  const [main, one, two] = [await end(t, server), await end(t, server), await end(t, server)];
  const work = hand();
  const lanes = [await one.queue.consume('probe', 2, work.handle), await two.queue.consume('probe', 2, work.handle)];
  t.teardown(() => Promise.all(lanes.map(lane => lane.stop())));
  for (const jobId of ['A', 'A', 'B']) await main.queue.offer(offer(jobId));
  await work.taken.atLeast(2);
  work.done(0);
  work.done(1);
  await main.queue.offer(offer('A', 2));
  const taken = await work.taken.atLeast(3);
  t.deepEqual(taken.map(({ jobId, fence }) => `${jobId}${fence}`).sort(), ['A1', 'A2', 'B1']);
  work.done(2);
});

natsTest(
  '[R-304] of one class no more is under way than its cap, over all workers; another class is not held up',
  async t => {
    const server = await realServer(t);
    const [main, one, two] = [await end(t, server, 2), await end(t, server, 2), await end(t, server, 2)];
    const [probes, charts] = [hand(), hand()];
    const lanes = [
      await one.queue.consume('probe', 2, probes.handle),
      await two.queue.consume('probe', 2, probes.handle),
      await two.queue.consume('render', 1, charts.handle),
    ];
    t.teardown(() => Promise.all(lanes.map(lane => lane.stop())));
    for (const jobId of ['A', 'B', 'C', 'D']) await main.queue.offer(offer(jobId));
    await main.queue.offer({ ...offer('E'), jobClass: 'render' });
    await charts.taken.atLeast(1);
    await probes.taken.atLeast(2);
    t.is(probes.taken.entries.length, 2);
    probes.done(0);
    await probes.taken.atLeast(3);
    probes.done(1);
    await probes.taken.atLeast(4);
    for (const index of [2, 3]) probes.done(index);
    charts.done(0);
  },
);

natsTest(
  'an offer that cannot be taken now comes again later; one that fails each time is set aside with its cause',
  async t => {
    const server = await realServer(t);
    const { queue, link } = await end(t, server);
    link.settings.maxDeliver = 2;
    const work = hand();
    const lane = await queue.consume('probe', 1, work.handle);
    t.teardown(() => lane.stop());
    await queue.offer(offer('A'));
    await work.taken.atLeast(1);
    work.failed(0, new Refusal('bulkhead_full', 'All slots are taken.', { retryAfterMs: 20 }));
    await work.taken.atLeast(2);
    work.done(1);
    await queue.offer(offer('B'));
    await work.taken.atLeast(3);
    work.failed(2, new TypeError('undefined is not a function'));
    await work.taken.atLeast(4, 15_000);
    work.failed(3, new TypeError('undefined is not a function'));
    const manager = await (await admin(t, server)).jetstreamManager();
    const letters = () => manager.streams.info('BINNACLE_DLQ').then(({ state }) => state.messages);
    while ((await letters()) === 0) await new Promise(resolve => setTimeout(resolve, 20));
    const letter = await server.lastIn('BINNACLE_DLQ', 'binnacle.v1.dlq.work.probe');
    t.is(letter.cause, 'handler_rejected');
    t.deepEqual(JSON.parse(Buffer.from(letter.body).toString()), offer('B'));
  },
);

natsTest('what is no offer is set aside and holds up nothing', async t => {
  const server = await realServer(t);
  const { queue, logged } = await end(t, server);
  const work = hand();
  const lane = await queue.consume('probe', 1, work.handle);
  t.teardown(() => lane.stop());
  const outsider = await admin(t, server);
  outsider.publish('binnacle.v1.work.probe', 'not an offer');
  await outsider.flush();
  await queue.offer(offer('A'));
  await work.taken.atLeast(1);
  await logged.first(({ message }) => message === 'an offer was set aside');
  t.is((await server.lastIn('BINNACLE_DLQ', 'binnacle.v1.dlq.work.probe')).cause, 'invalid_json');
  work.done(0);
});

natsTest('a recall reaches whoever works elsewhere', async t => {
  const server = await realServer(t);
  const [main, worker] = [await end(t, server), await end(t, server)];
  const recalls = journal<string>();
  worker.queue.onRecall(({ jobId, fact }) => recalls.add(`${jobId} ${fact}`));
  await worker.link.connection()!.flush();
  main.queue.recall({ jobId: 'A', fact: 'CancelRequested' });
  t.deepEqual(await recalls.atLeast(1), ['A CancelRequested']);
});

const standing = { jobId: 'A', state: 'running', job: { jobId: 'A', fence: 1, taken: [1], result: {} } } as never;

natsTest(
  '[C-13] an order of a worker is answered with where the job stands, or with the refusal as it was',
  async t => {
    const server = await realServer(t);
    const [main, worker] = [await end(t, server), await end(t, server)];
    const given: unknown[] = [];
    const orders: JobOrders = {
      async give(...order) {
        given.push(order);
        if (order[1] === 'Succeed') throw new Refusal('stale_lease', 'Token 1 is old.', { hint: 'Stop.' });
        if (order[1] === 'Beat') throw new StoreUnavailable('the log is away', { hint: 'wait' });
        return standing;
      },
      look: async () => standing,
    };
    const served = await serveOrders(main.link, { orders, held: async place => [`${place}-job`] });
    t.teardown(() => served.stop());
    const remote = natsJobOrders(worker.link);
    const taken: Standing = await remote.give('A', 'Claim', { owner: 'quay-1' }, 'A/1/claim');
    t.is(taken.state, 'running');
    t.deepEqual(taken.job.taken, []);
    t.deepEqual(given[0], ['A', 'Claim', { owner: 'quay-1' }, 'A/1/claim']);
    const refused = await t.throwsAsync(remote.give('A', 'Succeed', {}, 'A/1/succeed'), { instanceOf: Refusal });
    t.like(refused, { code: 'stale_lease', message: 'Token 1 is old.', hint: 'Stop.' });
    await t.throwsAsync(remote.give('A', 'Beat', {}, 'A/1/beat'), {
      instanceOf: StoreUnavailable,
      message: /log is away/,
    });
    t.deepEqual(await askHeld(worker.link, 'quay'), ['quay-job']);
  },
);

natsTest('an order that nobody answers, or that is none of a worker, changes nothing and says so', async t => {
  const server = await realServer(t);
  const [main, worker] = [await end(t, server), await end(t, server)];
  const remote = natsJobOrders(worker.link);
  await t.throwsAsync(remote.give('A', 'Claim', {}, 'x'), { instanceOf: StoreUnavailable });
  const orders = { give: () => t.fail() as never, look: async () => standing } as unknown as JobOrders;
  const served = await serveOrders(main.link, { orders, held: async () => [] });
  t.teardown(() => served.stop());
  const asked = await t.throwsAsync(remote.give('A', 'Approve' as never, {}, 'x'), { instanceOf: Refusal });
  t.like(asked, { code: 'invalid_request' });
  t.is((await remote.look('A')).jobId, 'A');
});

natsTest('[N1] work goes on after the server has lost what it held', async t => {
  const server = await realServer(t);
  const { queue, logged } = await end(t, server);
  const work = hand();
  const lane = await queue.consume('probe', 1, work.handle);
  t.teardown(() => lane.stop());
  await queue.offer(offer('A'));
  await work.taken.atLeast(1);
  work.done(0);
  const manager = await (await admin(t, server)).jetstreamManager();
  await manager.streams.delete('BINNACLE_WORK');
  await t.throwsAsync(queue.offer(offer('B')), { instanceOf: BusUnavailable });
  await logged.first(() => logged.entries.filter(({ message }) => message === isUp).length === 2);
  await queue.offer(offer('C'));
  await work.taken.atLeast(2);
  work.done(1);
  t.is(work.taken.entries[1]!.jobId, 'C');
});
