import { default as test } from 'ava';
import { opsAnswer, opsLines } from '../../../../actors/answers/operations/ops.ts';
import { queueAnswer } from '../../../../actors/answers/operations/queue.ts';
import type { OpsNow } from '../../../../actors/answers/query-ports.ts';
import { plainText } from '../../../../adapters/terminal/plain-text.ts';
import { ada } from '../../../domain/given.ts';

const now: OpsNow = {
  ...{ generatedAt: '2026-11-21T12:03:04.500Z', status: 'healthy', reasons: [], healthScore: 0.97 },
  breakers: [{ name: 'telegram', state: 'closed' }],
  bulkheads: [{ class: 'core', active: 12, max: 100 }],
  idempotency24h: { replays: 4, conflicts: 0 },
  jobs: {
    byState: { requested: 2, approved: 1, queued: 3, running: 1 },
    failed24h: 0,
    pressureByClass: {
      task: { queued: 3, running: 1, queuedMax: 40, runningMax: 1, oldestQueuedMs: 4_000 },
      render: { queued: 0, running: 0, queuedMax: 80, runningMax: 2, oldestQueuedMs: null },
    },
    ...{ oldestQueuedMs: 4_000, oldestRunningMs: 21_000, stale: 0 },
  },
  leases: { active: 1, stale: 0 },
  approvals: { pending: 1, oldestMs: 35_000 },
  commands: { untaken: 0, unanswered: 0, oldestMs: null },
  outbox: { pending: 0, oldestMs: null, failed: 0 },
  timeouts: { command: 0, work: 0, lease: 0 },
  latencyMs: { p50: 90, p95: 310, p99: 700 },
  goodRatio: 0.9995,
  errorBudget: [{ sli: 'commands', remaining: 0.82, burn1h: 0.4, burn6h: 0.3 }],
  asOf: { position: '7', lagEvents: 1, lagMs: 200 },
};
const question = {
  ...{ name: 'ops', args: {}, by: ada, chatId: 1001, timeZone: 'UTC', at: now.generatedAt },
  ...{ correlationId: 'tg-9', signal: new AbortController().signal },
};

test('[C-21] [C-22] /ops is eight lines when all is well, each with what an operator looks for', t => {
  t.deepEqual(opsLines(now), [
    'OPS healthy 0.97 · as of 12:03:04Z, lag 0.2 s',
    'jobs   req 2  appr 1  queue 3  run 1  fail24h 0',
    'age    oldest queued 4 s, running 21 s',
    'lease  active 1, stale 0 · approvals waiting 1 (35 s)',
    'idem   24h replay 4, conflict 0 · timeouts cmd 0, work 0',
    'break  open 0 · bulkhead 12 % · outbox 0',
    'slo    ok 99.95 %  p95 310 ms  budget 82 %  burn 0.4/0.3',
    'why    none',
  ]);
});

test('[C-22] whatever is in trouble, /ops has at most ten lines of 60 characters', t => {
  const reasons = Array.from({ length: 9 }, (_, n) => `reason ${n} ${'with many words '.repeat(8)}`);
  const huge = 123_456_789;
  const lines = opsLines({
    ...{ ...now, reasons, status: 'unhealthy', healthScore: 0, goodRatio: null },
    jobs: { ...now.jobs, byState: { requested: huge, approved: huge, queued: huge, running: huge }, failed24h: huge },
    commands: { untaken: huge, unanswered: huge, oldestMs: huge },
    outbox: { pending: huge, oldestMs: huge, failed: huge },
    timeouts: { command: huge, work: huge, lease: huge },
    errorBudget: [{ sli: 'commands', remaining: -999, burn1h: 9999, burn6h: 9999 }],
  });
  t.true(lines.length <= 10, lines.join('\n'));
  for (const line of lines) t.true(line.length <= 60, line);
  t.regex(lines.at(-2)!, /^why {4}reason 0/);
  t.regex(lines.join('\n'), /slo {4}no traffic/);
});

test('[C-21] /ops asks for as many hours as are said', async t => {
  const asked: object[] = [];
  const queries = {
    async ops(options: object) {
      asked.push(options);
      return now;
    },
  };
  await opsAnswer(queries)(question);
  await opsAnswer(queries)({ ...question, args: { hours: 24 } });
  t.deepEqual(asked, [{}, { windowMinutes: 1440 }]);
});

test('[C-21] /queue says of each class what waits and runs, of how many, and for how long', async t => {
  const shown = plainText(await queueAnswer({ ops: async () => now })(question));
  t.regex(shown, /3 wait for their turn/);
  t.regex(shown, /task\s+3\/40\s+1\/1\s+4 s/);
  t.regex(shown, /render\s+0\/80\s+0\/2\s+–/);
  t.regex(shown, /as of event 7, 1 behind/);
  const full = {
    ...now,
    jobs: { ...now.jobs, pressureByClass: { task: { ...now.jobs.pressureByClass.task!, queuedMax: 3 } } },
  };
  t.regex(plainText(await queueAnswer({ ops: async () => full })(question)), /Full: task/);
});
