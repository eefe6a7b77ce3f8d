import test from 'ava';
import type { JsonObject } from '../../domain/message.ts';
import { queries } from '../../projections/answering.ts';
import { defaultViewSizes, sizedTables } from '../../projections/every-projection.ts';
import { sloProjection } from '../../projections/slo.projection.ts';
import { given, type Placed } from './histories.ts';
import { after, at, heavy, on, requested, started } from './job-events.ts';
import { appendAll, kit } from './kit.ts';

/** The traffic of drills is kept apart: these are real. */
const real = (history: readonly Placed[]): Placed[] =>
  history.map(({ stream, event }) => ({
    stream,
    event: { ...event, metadata: { ...event.metadata, traffic: 'real' } },
  }));

const failure = (code: string, failureClass: string) => ({
  failure: { code, class: failureClass, message: 'm', retryable: false },
});
const attemptFailed = (jobId: string, code: string, failureClass: string) =>
  on(jobId, 'AttemptFailed', { attempt: 1, fence: 1, ...failure(code, failureClass) });
const jobFailed = (jobId: string) => on(jobId, 'JobFailed', failure('exit_code', 'upstream'));
const succeeded = (jobId: string, ms: number, data: JsonObject = {}) =>
  on(jobId, 'JobSucceeded', { fence: 1, result: { summary: 's', data }, durationMs: ms, at: after(ms) });

async function counted(history: readonly Placed[]) {
  const { log, runner, models } = kit({ projections: [sloProjection] });
  appendAll(log, real(history));
  runner.start();
  await runner.caughtUp();
  const { indicators } = await queries({
    ...{ views: models, head: runner.head, tables: sizedTables(defaultViewSizes) },
  }).slo();
  await runner.stop();
  return Object.fromEntries(
    indicators.map(({ sli, windows }) => [sli, [windows['1h'].good, windows['1h'].bad]]),
  ) as Record<string, [number, number]>;
}

test('[K-06] a heavy job that fails by itself is bad as a whole, and no fault of the platform', async t => {
  const { heavyJobs, heavyJobsWhole } = await counted([
    ...[heavy('a'), started('a'), attemptFailed('a', 'exit_code', 'upstream'), jobFailed('a')],
    ...[heavy('b'), started('b'), succeeded('b', 100)],
  ]);
  t.deepEqual(heavyJobs, [2, 0]);
  t.deepEqual(heavyJobsWhole, [1, 1]);
});

test('[K-06] a lost worker and a fault of the program are the platform’s, also where the job succeeds after all', async t => {
  const lost = on('a', 'LeaseExpired', { attempt: 1, fence: 1, retryAt: at });
  const { heavyJobs, heavyJobsWhole } = await counted([
    ...[heavy('a'), started('a'), lost, started('a')],
    ...[attemptFailed('a', 'internal_error', 'internal'), started('a'), succeeded('a', 100)],
  ]);
  t.deepEqual(heavyJobs, [1, 2]);
  t.deepEqual(heavyJobsWhole, [1, 0]);
});

test('[K-06] what a person called off, and a light job, are not counted', async t => {
  const by = { id: 'tg:7', role: 'operator' };
  const { heavyJobs, heavyJobsWhole } = await counted([
    ...[heavy('a'), started('a'), on('a', 'JobCanceled', { by, reason: 'r', commandId: 'tg-1' })],
    ...[requested('b', { class: 'probe', route: 'light' }), started('b'), succeeded('b', 5)],
    ...[heavy('c'), on('c', 'JobExpired', { what: 'approval' })],
  ]);
  t.deepEqual(
    [heavyJobs, heavyJobsWhole],
    [
      [0, 0],
      [0, 0],
    ],
  );
});

test('[K-06] a graph is good when the picture that was asked for came in time; a lesser one, a late one and a refused one are bad', async t => {
  const graph = (jobId: string) => requested(jobId, { class: 'render', route: 'light' });
  const refused = (code: string): Placed => {
    const { stream, event } = given.refused(1, 1, 'graph');
    return { stream, event: { ...event, data: { ...event.data, code } } };
  };
  const { graphs } = await counted([
    ...[graph('a'), succeeded('a', 900, { step: 'full' })],
    ...[graph('b'), succeeded('b', 900, { step: 'smaller' })],
    ...[graph('c'), succeeded('c', 10_001, { step: 'full' })],
    ...[graph('d'), attemptFailed('d', 'GRAPH_WORKER_CRASHED', 'internal'), jobFailed('d')],
    ...[refused('GRAPH_QUEUE_FULL'), refused('forbidden')],
  ]);
  t.deepEqual(graphs, [1, 4]);
});
