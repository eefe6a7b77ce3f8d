import { default as test } from 'ava';
import { after } from '../given.ts';
import * as told from './told-job.ts';

const { job } = told;
const once = told.spec({ idempotent: false });
const running = (of = told.spec()) => [
  told.requested(of),
  told.approved(),
  told.queued(),
  told.claimed(),
  told.started(),
];

test('[R-323] [D-16] a full class refuses before there is a job', t => {
  job()
    .when(told.ask(told.olu, { room: told.room(40, 40) }))
    .refuses(t, 'queue_saturated');
});

test('[C-09] [I4] the same request under the same key is the same job', t => {
  job(...told.ways.requested)
    .when(told.ask())
    .then(t, 'RequestRepeated');
  const again = { ...told.ask(), id: 'tg-1' };
  job(...told.ways.requested)
    .when(again)
    .then(t);
});

test('[I5] the same key for something else is a conflict, and nothing is done', t => {
  const other = told.ask(told.olu, { payloadHash: 'f'.repeat(64) });
  job(...told.ways.requested)
    .when(other)
    .then(t, 'IdempotencyConflict');
});

test('[C-13] [D-08] a second worker does not get what the first has claimed', t => {
  job(...told.ways.running)
    .when(told.claim())
    .refuses(t, 'illegal_transition');
});

test('[R-324] a class at its cap gives out no more claims', t => {
  job(...told.ways.queued)
    .when(told.claim(told.worker, { room: told.room(1, 1) }))
    .refuses(t, 'bulkhead_full');
});

test('[C-16] a retry is not claimed before it is due', t => {
  job(...told.ways.running, told.attemptFailed())
    .when(told.claim())
    .refuses(t, 'not_ready');
  job(...told.ways.running, told.attemptFailed())
    .when(told.claim(told.worker, { at: after(1) }))
    .then(t, 'LeaseClaimed', 'AttemptStarted');
});

test('[C-13] [I6] [D-07] every claim has a higher token, and an older one is refused as stale_lease', t => {
  const second = [...told.ways.running, told.attemptFailed(), told.claimed(2), told.started(2, 2)];
  job(...second)
    .when(told.succeed(1))
    .refuses(t, 'stale_lease');
  job(...second)
    .when(told.beat(1))
    .refuses(t, 'stale_lease');
  job(...second)
    .when(told.succeed(2))
    .then(t, 'JobSucceeded');
});

test('[C-13] after a recovery the tokens of before are still worth nothing', t => {
  const again = [
    ...told.ways.failed,
    {
      type: 'JobRecovered',
      by: told.root,
      reason: 'x',
      epoch: 1,
      jobClass: 'task',
      commandId: 'tg-6',
      at: after(1),
      expiresAt: after(9),
    },
    told.approvalBy(told.anna),
    told.approved(),
    told.queued(),
  ];
  const [claimed] = job(...again)
    .when(told.claim())
    .facts();
  t.is(claimed!.fence, 2);
});

test('[C-16] [I7] [D-17] attempts end at their maximum, with the last failure said', t => {
  job(...running())
    .when(told.fail())
    .then(t, 'AttemptFailed');
  const second = [...running(), told.attemptFailed(), told.claimed(2), told.started(2, 2)];
  job(...second)
    .when(told.fail(2))
    .then(t, 'AttemptFailed', 'JobFailed');
  job(...second)
    .when({ ...told.reclaim(2) })
    .then(t, 'LeaseExpired', 'JobFailed');
});

test('[C-16] a failure that another attempt cannot mend is the end', t => {
  const failure = { ...told.wrong, retryable: false };
  job(...running())
    .when(told.fail(1, told.worker, { failure }))
    .then(t, 'AttemptFailed', 'JobFailed');
});

test('[P4] a worker that lost its own work without knowing whether it ran leaves it to a person', t => {
  const failure = { ...told.wrong, code: 'outcome_unknown', retryable: false };
  const [, failed] = job(...running(once))
    .when(told.fail(1, told.worker, { failure }))
    .facts();
  t.like(failed, { type: 'JobFailed', needsOperator: 'outcome_unknown' });
});

test('[C-16] a retry waits with full jitter under a doubling ceiling, never less than 50 ms', t => {
  const waits = (chance: number) => {
    const [fact] = job(...running())
      .when(told.fail(1, told.worker, { chance }))
      .facts();
    return Date.parse(String(fact!.retryAt)) - Date.parse(after(0));
  };
  t.is(waits(0), 50);
  t.is(waits(0.5), 500);
  t.is(waits(1), 1000);
});

test('[C-12] [D-03] a lease that ran out puts idempotent work back in the queue, and not before it ran out', t => {
  job(...running())
    .when(told.reclaim())
    .then(t, 'LeaseExpired');
  job(...running())
    .when({ ...told.reclaim(), at: after(119) })
    .then(t);
});

test('[P4] [J3] of work that must not run twice a person decides once its worker is lost', t => {
  const facts = job(...running(once))
    .when(told.reclaim())
    .facts();
  t.deepEqual(
    facts.map(({ type }) => type),
    ['LeaseExpired', 'JobFailed'],
  );
  t.is(facts[1]!.needsOperator, 'outcome_unknown');
});

test('[C-12] a worker that is known to be gone is not waited for', t => {
  job(...running())
    .when({ ...told.reclaim(), at: after(1) })
    .then(t);
  job(...running())
    .when({ ...told.reclaim(), at: after(1), ownerGone: true })
    .then(t, 'LeaseExpired');
});

test('[P4] work that must not run twice, and that is certain never to have begun, is tried again within its attempts', t => {
  const [expired] = job(...running(once))
    .when({ ...told.reclaim(), neverBegan: true })
    .facts();
  t.true(expired!.neverBegan);
  t.truthy(expired!.retryAt);
  job(...running(told.spec({ idempotent: false, limits: { ...once.limits, attemptsMax: 1 } })))
    .when({ ...told.reclaim(), neverBegan: true })
    .then(t, 'LeaseExpired', 'JobFailed');
});

test('[J1] [D-04] what a lost worker left behind is told once, as recovered', t => {
  const found = { ...told.succeed(), recovered: true };
  job(...running(once))
    .when(found)
    .then(t, 'OutcomeRecovered', 'JobSucceeded');
  job(...told.ways.succeeded)
    .when(found)
    .then(t);
});

test('a worker that stops hands its work back, and that attempt does not count', t => {
  const handed = { type: 'LeaseReleased', fence: 1, reason: 'stopping', availableAt: after(0), at: after(0) };
  const [, started] = job(...running(), handed)
    .when(told.claim())
    .facts();
  t.is(started!.attempt, 1);
  t.is(started!.fence, 2);
});

test('a stop reaches the worker, which yields; one that does not is ended without it and has no say any more', t => {
  const asked = [...running(), told.cancelAsked()];
  job(...asked)
    .when(told.yieldUp())
    .then(t, 'JobCanceled');
  job(...asked)
    .when({ ...told.forceCancel(), at: after(9) })
    .then(t);
  job(...asked)
    .when(told.forceCancel())
    .then(t, 'JobCanceled');
  job(...asked, told.canceled())
    .when(told.beat())
    .refuses(t, 'stale_lease');
  job(...asked)
    .when(told.fail())
    .then(t, 'JobCanceled');
  job(...asked)
    .when(told.succeed())
    .then(t, 'JobSucceeded');
  job(...asked)
    .when(told.stop())
    .then(t);
});

test('each wait ends at its own time, and an old timer ends nothing', t => {
  const end = (facts: { type: string }[], dueAt: string) =>
    job(...facts)
      .when(told.expire(told.worker, dueAt))
      .facts();
  t.is(end(told.ways.requested, after(86_400))[0]!.what, 'approval');
  t.is(end(told.ways.approved, after(86_400))[0]!.what, 'resume');
  t.is(end(told.ways.queued, after(86_400))[0]!.what, 'queue');
  t.is(end(running(), after(900))[0]!.what, 'deadline');
  t.is(end([...running(), told.attemptFailed()], after(900))[0]!.what, 'deadline');
  t.deepEqual(end(running(), after(86_400)), []);
});

test('[P2] a clock that was set back does not keep a job from its workers', t => {
  const dated = { ...told.queued(), availableAt: after(3600) };
  job(told.requested(), told.approved(), dated).when(told.claim()).then(t, 'LeaseClaimed', 'AttemptStarted');
  const soon = { ...told.queued(), availableAt: after(60) };
  job(told.requested(), told.approved(), soon).when(told.claim()).refuses(t, 'not_ready');
});
