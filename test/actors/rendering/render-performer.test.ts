import { default as test } from 'ava';
import { ChartError, type Picture } from '../../../actors/answers/chart-ports.ts';
import type { Series } from '../../../actors/answers/sample-ports.ts';
import { renderPerformer } from '../../../actors/rendering/render-performer.ts';
import { type Attempt, WorkFailed } from '../../../actors/work/ports.ts';
import { type ChartStep, type GraphCode, graphCode, isSmallerWorthwhile } from '../../../domain/chart/graph-codes.ts';
import type { ChartSpec } from '../../../domain/chart/spec.ts';
import { sha256 } from '../../../domain/ids.ts';
import { planRender, readGraphRequest } from '../../../domain/render/plan.ts';
import { noon } from '../../domain/given.ts';
import { spec as jobOf } from '../../domain/job/told-job.ts';
import { testClock } from '../world.ts';

/** The ladder of a chart, each step with the facts it leaves and what the user is shown. */

const nowMs = Date.parse(noon);
const png = new Uint8Array([1, 2, 3]);

type Drawing = (spec: ChartSpec, step: ChartStep) => Picture | GraphCode;

const picture = (step: ChartStep): Picture => ({
  ...{ png, width: 900, height: 580, sha256: sha256(png), step, source: 'drawn', queueWaitMs: 2, renderMs: 30 },
});

/** Values every minute of the last hour, unless it is said that there are none. */
function series(host: string, metric: string, values = 60): Series {
  const column = (value: (index: number) => number) =>
    Float32Array.from({ length: values }, (_, index) => value(index));
  return {
    ...{ host, metric, stepMs: 60_000 },
    atMs: Float64Array.from({ length: values }, (_, index) => nowMs - (values - index) * 60_000),
    ...{ min: column(index => index), mean: column(index => index + 1), max: column(index => index + 2) },
  };
}

function studio(draw: Drawing, values?: number) {
  const seen: ChartSpec[] = [];
  const performer = renderPerformer({
    charts: {
      async draw(spec, { step }) {
        seen.push(spec);
        const drawn = draw(spec, step);
        if (typeof drawn === 'string') throw new ChartError(drawn, `no: ${drawn}`, { queueWaitMs: 5, renderMs: 7 });
        return drawn;
      },
    },
    samples: { series: async ({ host, metric }) => series(host, metric, values) },
    files: { keep: async name => ({ path: `/kept/${name}`, sha256: sha256(png) }) },
    clock: testClock(),
    levelOf: () => 85,
  });
  return {
    seen,
    async perform(text = 'cpu 1h') {
      const facts: string[] = [];
      const spec = planRender(readGraphRequest(text, nowMs, 'UTC'), ['a', 'b'], 'UTC', jobOf().limits);
      const attempt: Attempt = {
        ...{ jobId: '7k3f9q2m4x', fence: 1, attempt: 1, spec, correlationId: 'tg-1' },
        signal: new AbortController().signal,
        tell: () => {},
        record: async (type, data) => void facts.push(`${type} ${data.step}${data.code ? ` ${data.code}` : ''}`),
      };
      const result = await performer.perform(attempt);
      return { facts, result, lines: result.data.lines as string[] };
    },
  };
}

test('[K-36] a picture at the first step is kept, shown with its caption, and leaves two facts', async t => {
  const { facts, result, lines } = await studio((_, step) => picture(step)).perform();
  t.deepEqual(facts, ['BeginRender full', 'EndRender full']);
  t.like(result.media, { kind: 'photo', path: '/kept/cpu.png', sha256: sha256(png) });
  t.regex(lines.join('\n'), /a: min 0 %, avg .*, max 61 %/);
});

for (const code of graphCode.options.filter(isSmallerWorthwhile))
  test(`[K-42] [R3] after ${code} a smaller picture is drawn`, async t => {
    const { facts, result } = await studio((_, step) => (step === 'full' ? code : picture(step))).perform();
    t.deepEqual(facts, ['BeginRender full', `FailRender full ${code}`, 'BeginRender smaller', 'EndRender smaller']);
    t.is(result.data.step, 'smaller');
    t.truthy(result.media);
  });

for (const code of graphCode.options)
  test(`[K-32] [K-43] when every drawing ends with ${code}, the numbers are shown as text`, async t => {
    const { facts, result, lines } = await studio(() => code).perform();
    t.is(facts.at(-1), 'EndRender text');
    t.true(facts.includes(`FailRender full ${code}`));
    t.is(facts.filter(fact => fact.startsWith('FailRender')).length, isSmallerWorthwhile(code) ? 2 : 1);
    t.is(result.media, undefined);
    t.regex(lines.join('\n'), /[▁▂▃▄▅▆▇█]/);
  });

test('[K-40] when nothing can be drawn any more, the last picture of the same request is shown, marked as old', async t => {
  let broken = false;
  const { perform } = studio((_, step) => (broken ? 'GRAPH_COOLDOWN' : picture(step)));
  await perform('cpu 1h');
  broken = true;
  const { facts, result, lines } = await perform('cpu 1h');
  t.deepEqual(facts, ['BeginRender full', 'FailRender full GRAPH_COOLDOWN', 'EndRender stale']);
  t.is(result.media?.path, '/kept/cpu.png');
  t.regex(lines[0]!, /No new picture could be drawn: this one is of 2026-/);
  t.is((await perform('cpu 30m')).facts.at(-1), 'EndRender text', 'another request has a last picture of its own');
});

test('[K-35] without any value there is nothing to show, and the code says so', async t => {
  const { perform } = studio((_, step) => picture(step), 0);
  const failed = await t.throwsAsync(perform(), { instanceOf: WorkFailed });
  t.like((failed as WorkFailed).failure, { code: 'GRAPH_NOT_ENOUGH_POINTS', retryable: false });
});

test('[R-302] every machine and metric is a line of its own, extremes of joined values are both drawn, the alert level too', async t => {
  const { seen, perform } = studio((_, step) => picture(step));
  await perform('cpu load 1h');
  const [spec] = seen;
  t.deepEqual(
    spec!.series.map(({ name }) => name),
    ['Processor a', 'Load a', 'Processor b', 'Load b'],
  );
  t.is(spec!.series[0]!.points.length, 120);
  t.is(spec!.threshold?.value, 85);
  t.is(spec!.title, 'Processor, Load');
});

test('what goes wrong that is no fault of drawing is a fault of the program', async t => {
  const { perform } = studio(() => {
    throw new TypeError('a bug');
  });
  await t.throwsAsync(perform(), { instanceOf: TypeError });
});
