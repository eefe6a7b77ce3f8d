import test from 'ava';
import type { JsonObject } from '../../domain/message.ts';
import { Refusal } from '../../domain/refusal.ts';
import { queries } from '../../projections/answering.ts';
import { defaultViewSizes, everyProjection, sizedTables } from '../../projections/every-projection.ts';
import { type OpsTerms, unknownTerms } from '../../projections/ops-snapshot.ts';
import { defaultTerms } from '../../projections/slo-query.ts';
import { given, newEvent, type Placed } from './histories.ts';
import { heavy, on as job, started } from './job-events.ts';
import { appendAll, kit } from './kit.ts';

const tables = sizedTables(defaultViewSizes);
const terms: OpsTerms = {
  ...unknownTerms,
  dependencies: ['telegram', 'eventstore', 'bus', 'dns'],
  caps: Object.fromEntries(Object.keys(unknownTerms.caps).map(name => [name, { running: 2, queued: 4 }])) as never,
  config: { log: { level: 'info' } },
};
const startMs = Date.parse('2026-03-01T00:00:00.000Z');
const iso = (ms: number) => new Date(startMs + ms).toISOString();
const at = iso(0);

const on = (name: string, type: string, data: JsonObject): Placed => ({
  stream: `dependency-${name}`,
  event: newEvent(type, { at, ...data }),
});
const opened = (name: string) =>
  on(name, 'BreakerOpened', {
    reason: 'failures',
    cause: '502',
    calls: 10,
    failures: 5,
    slow: 1,
    retryAt: iso(30_000),
  });

/** What is asked after a history, each event `everyMs` after the one before. */
async function asked(history: readonly Placed[], everyMs = 0) {
  const { log, runner, models, time } = kit({ projections: everyProjection(tables) });
  for (const placed of history) {
    appendAll(log, [placed]);
    await time.pass(everyMs);
  }
  runner.start();
  await runner.caughtUp();
  const answers = queries({ views: models, head: runner.head, tables, ops: terms, slo: defaultTerms });
  return {
    answers,
    time,
    log,
    runner,
    ops: (windowMinutes?: number) => answers.ops(windowMinutes === undefined ? {} : { windowMinutes }),
  };
}

test('[A-36] [C-21] with nothing recorded all is well, and every field says so', async t => {
  const { ops } = await asked([]);
  const now = await ops();
  t.like(now, { status: 'healthy', healthScore: 1, reasons: [], windowMinutes: 15, goodRatio: null });
  t.deepEqual(
    now.breakers.map(({ name, state }) => [name, state]),
    [
      ['telegram', 'closed'],
      ['eventstore', 'closed'],
      ['bus', 'closed'],
      ['dns', 'closed'],
    ],
  );
  t.like(now.jobs.byState, { requested: 0, approved: 0, queued: 0, running: 0, failed: 0 });
  t.like(now.jobs.pressureByClass.task, { queued: 0, running: 0, queuedMax: 4, runningMax: 2 });
  t.deepEqual(now.latencyMs, { p50: null, p95: null, p99: null });
  t.is(now.projections.length, everyProjection(tables).length);
  t.true(now.projections.every(({ lagEvents, error }) => lagEvents === 0 && error === null));
  t.deepEqual(now.config, { log: { level: 'info' } });
  t.is(now.errorBudget.length, 7);
});

test('[A-32] [C-22] an open breaker, a lost dependency and a mode are reasons, in words, the worst first', async t => {
  const { ops, log, time } = await asked([
    opened('dns'),
    {
      stream: 'settings-system',
      event: newEvent('ModeChanged', { from: 'normal', mode: 'shed-heavy', why: 'memory', at }),
    },
    on('eventstore', 'DependencyLost', { cause: 'the disk is full' }),
    { stream: 'gateway-bot', event: newEvent('PollFailed', { kind: 'network', cause: 'no route', at }) },
  ]);
  await time.pass(12_000);
  const now = await ops();
  t.is(now.status, 'unhealthy');
  t.deepEqual(now.reasons, [
    'eventstore is away for 12 s: the disk is full',
    'polling is away for 12 s: network: no route',
    'breaker dns is open',
    'mode shed-heavy: memory',
  ]);
  t.like(now.breakers[3], {
    name: 'dns',
    state: 'open',
    failureRate: 0.5,
    slowCallRate: 0.1,
    nextRetryAt: iso(30_000),
  });
  t.is(now.healthScore, 0.925);
  appendAll(log, [
    on('dns', 'BreakerHalfOpened', {}),
    on('dns', 'BreakerClosed', { openMs: 5 }),
    on('eventstore', 'DependencyRestored', { gapMs: 5 }),
    { stream: 'gateway-bot', event: newEvent('PollRecovered', { kind: 'network', failures: 2, downMs: 5, at }) },
    { stream: 'settings-system', event: newEvent('ModeChanged', { from: 'shed-heavy', mode: 'normal', why: '', at }) },
  ]);
  await time.settle();
  t.like(await ops(), { status: 'healthy', reasons: [], healthScore: 1 });
});

test('a fault that was injected is shown with its end, and is a reason until then', async t => {
  const by = { id: 'nats:operator', role: 'admin' };
  const terms = { point: 'telegram.send', kind: 'hang', ttlMs: 60_000, probability: 1, seed: 1, delayMs: 1, skewMs: 0 };
  const injected = (faultId: string) => ({
    stream: 'fault-points' as const,
    event: newEvent('FaultInjected', { faultId, ...terms, by, at, endsAt: iso(60_000) }),
  });
  const { ops, log, time } = await asked([injected('first'), injected('second')]);
  appendAll(log, [
    { stream: 'fault-points', event: newEvent('FaultEnded', { faultId: 'first', reason: 'count', hits: 1, at }) },
  ]);
  await time.settle();
  const { faults, reasons } = await ops();
  t.like(faults, [{ faultId: 'second', point: 'telegram.send', kind: 'hang', endsAt: iso(60_000) }]);
  t.deepEqual(reasons, [`nats:operator injected hang at telegram.send until ${iso(60_000)}`]);
  await time.pass(61_000);
  t.like(await ops(), { faults: [], reasons: [] }, 'also when nobody said that it is over');
});

test('[A-36] a person who holds a breaker is shown until the end that was set', async t => {
  const by = { id: 'tg:1001', role: 'admin' };
  const { ops, time } = await asked([on('dns', 'BreakerOverridden', { mode: 'force-closed', until: iso(60_000), by })]);
  t.like((await ops()).breakers[3], { override: 'force-closed' });
  t.deepEqual((await ops()).reasons, ['breaker dns is held force-closed']);
  await time.pass(61_000);
  t.like(await ops(), { reasons: [], status: 'healthy' });
});

test('[A-34] a pool that turns calls away counts as full, and is a reason while that is in the window', async t => {
  const { ops, time } = await asked([on('core', 'BulkheadRejected', { count: 4, active: 20, waiting: 7, max: 20 })]);
  const now = await ops();
  t.deepEqual(now.bulkheads.at(-1), { class: 'core', active: 20, max: 20, waiting: 7, rejected: 4 });
  t.deepEqual(now.reasons, ['core turned away 4 calls']);
  t.is(now.healthScore, 0.8);
  await time.pass(16 * 60_000);
  t.like(await ops(), { reasons: [], healthScore: 1 });
});

test('[C-21] what waits has its age: commands, replies; stuck ones are reasons', async t => {
  const { ops, time } = await asked([
    given.received(1, 1),
    given.received(2, 1),
    given.accepted(2, 1),
    given.reply(3, 1),
    given.delivered(4, 1),
  ]);
  await time.pass(20_000);
  t.like(await ops(), {
    status: 'healthy',
    commands: { untaken: 1, unanswered: 1, oldestMs: 20_000 },
    outbox: { pending: 1, oldestMs: 20_000, failed: 0 },
  });
  await time.pass(60_000);
  const now = await ops();
  t.is(now.status, 'degraded');
  t.deepEqual(now.reasons, ['2 commands wait, the oldest for 1 m 20 s', '1 replies wait, the oldest for 1 m 20 s']);
});

test('[A-36] repeats, limits, fallbacks, restarts and timeouts are counted in the window', async t => {
  const refused = (code: string): Placed => {
    const { stream, event } = given.refused(1, 1);
    return { stream, event: { ...event, data: { ...event.data, code } } };
  };
  const { ops, time } = await asked([
    given.received(1, 1),
    given.replayed(1),
    given.accepted(2, 1),
    refused('rate_limited'),
    refused('deadline_exceeded'),
    refused('deadline_exceeded'),
    on('actors', 'FallbackTaken', { command: 'cpu', step: 'stale', cause: 'x', count: 3 }),
    on('actors', 'ActorRestarted', { stream: 'chat-1', cause: 'bug' }),
    on('actors', 'ActorParked', { stream: 'chat-2', cause: 'bug', until: iso(60_000) }),
  ]);
  const now = await ops();
  t.deepEqual(now.rateLimits.byOutcome, { allowed: 1, limited: 1 });
  t.like(now.timeouts, { command: 2, work: 0 });
  t.deepEqual(now.fallbacks.byStep, { stale: 3 });
  t.deepEqual(now.actors, { parked: 1, restarts: 1 });
  t.like(now.errors.byCode, { rate_limited: 1, deadline_exceeded: 2, actor_parked: 1 });
  t.like(now.idempotency24h, { replays: 1, conflicts: 0 });
  await time.pass(20 * 60_000);
  t.like(await ops(), { timeouts: { command: 0 }, fallbacks: { byStep: {} }, actors: { parked: 0, restarts: 0 } });
  t.like(await ops(60), { timeouts: { command: 2 } });
});

test('[C-21] [C-22] jobs are counted by state and class with their ages; a lease that is over is a reason', async t => {
  const by = { id: 'tg:7', role: 'operator' };
  const queued = (jobId: string) =>
    job(jobId, 'JobQueued', { by, mode: 'supervised', commandId: 'tg-1', availableAt: at, expiresAt: iso(864e5) });
  const claimed = job('c', 'LeaseClaimed', { owner: 'harbour', fence: 1, expiresAt: iso(120_000) });
  const { ops, time } = await asked([
    heavy('a'),
    heavy('b'),
    queued('b'),
    heavy('c'),
    queued('c'),
    claimed,
    started('c'),
  ]);
  await time.pass(60_000);
  const now = await ops();
  t.like(now.jobs.byState, { requested: 1, queued: 1, running: 1 });
  t.like(now.jobs.pressureByClass.task, { queued: 1, running: 1, oldestQueuedMs: 60_000 });
  t.like(now.jobs, { oldestQueuedMs: 60_000, oldestRunningMs: 60_000, stale: 0 });
  t.deepEqual(
    [now.leases, now.approvals],
    [
      { active: 1, stale: 0 },
      { pending: 1, oldestMs: 60_000 },
    ],
  );
  t.deepEqual(now.reasons, []);
  t.is(now.healthScore, 0.9, 'one of two places of its class is taken');
  await time.pass(300_000);
  const later = await ops();
  t.deepEqual(later.leases, { active: 0, stale: 1 });
  t.deepEqual(later.reasons, ['1 running past the end of their lease', 'queued for 6 m']);
  t.is(later.status, 'degraded');
});

test('[C-21] the window is a minute to a week', async t => {
  const { ops } = await asked([]);
  for (const wrong of [0, -1, 1.5, 7 * 1440 + 1, Number.NaN]) await t.throwsAsync(ops(wrong), { instanceOf: Refusal });
  for (const right of [1, 7 * 1440]) await t.notThrowsAsync(ops(right));
});
