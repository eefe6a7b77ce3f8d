import { captionOf } from '../../domain/chart/caption.ts';
import { type ChartStep, isSmallerWorthwhile } from '../../domain/chart/graph-codes.ts';
import { requestKey } from '../../domain/chart/keys.ts';
import { sparkline } from '../../domain/chart/sparkline.ts';
import { type ChartSpec, hasEnoughPoints } from '../../domain/chart/spec.ts';
import type { Result } from '../../domain/job/work.ts';
import { refusalCodes } from '../../domain/refusal.ts';
import type { LadderStep } from '../../domain/render/events.ts';
import { type RenderWork, renderWork } from '../../domain/render/plan.ts';
import { ChartError, type Charts, type Picture } from '../answers/chart-ports.ts';
import type { Files } from '../answers/file-ports.ts';
import type { Samples } from '../answers/sample-ports.ts';
import type { Clock } from '../ports.ts';
import { type Attempt, type Performer, WorkFailed } from '../work/ports.ts';
import { type LastPictures, lastPictures } from './last-pictures.ts';
import { chartFrom } from './series.ts';

export interface RenderPorts {
  charts: Pick<Charts, 'draw'>;
  samples: Pick<Samples, 'series'>;
  files: Pick<Files, 'keep'>;
  clock: Clock;
  /** The value over which an alert is raised, drawn as a line. */
  levelOf(host: string, metric: string): number | undefined;
}

const nothingSpent = { queueWaitMs: 0, renderMs: 0 };

/**
 * Draws a chart by the ladder: the picture, a smaller one, the last one of the same request marked as old, the numbers
 * as text. Every step is a fact of the job; only values that are not there at all are a failure.
 */
export function renderPerformer(ports: RenderPorts): Performer {
  const last = lastPictures();
  return {
    async perform(attempt) {
      const work = renderWork.parse(attempt.spec.work);
      const spec = await chartFrom(work, ports.samples, ports.levelOf(work.hosts[0]!, work.metrics[0]!));
      requireValues(spec);
      const key = keyOf(work);
      const drawn = await draw(spec, attempt, ports);
      if (drawn !== undefined) return keep(drawn, spec, key, attempt, ports, last);
      const kept = last.get(key);
      return kept === undefined ? numbers(spec, attempt) : old(kept, spec, attempt);
    },
  };
}

function requireValues(spec: ChartSpec): void {
  if (spec.series.some(({ points }) => points.some(([, value]) => value !== null))) return;
  const code = 'GRAPH_NOT_ENOUGH_POINTS';
  const message = 'There are no samples of that in this time.';
  throw new WorkFailed({ code, class: refusalCodes[code].class, message, retryable: false });
}

/** A picture at the first step that gives one; none when neither does. */
async function draw(spec: ChartSpec, attempt: Attempt, { charts }: RenderPorts): Promise<Picture | undefined> {
  if (!hasEnoughPoints(spec)) return undefined;
  for (const step of ['full', 'smaller'] as const) {
    await attempt.record('BeginRender', { step });
    try {
      return await charts.draw(spec, { step, signal: attempt.signal });
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      await attempt.record('FailRender', failed(step, error));
      if (!isSmallerWorthwhile(error.code)) return undefined;
    }
  }
  return undefined;
}

function failed(step: ChartStep, { code, message, queueWaitMs, renderMs }: ChartError) {
  return { step, code, message: message.slice(0, 600), queueWaitMs, renderMs };
}

async function keep(
  picture: Picture,
  spec: ChartSpec,
  key: string,
  attempt: Attempt,
  { files, clock }: RenderPorts,
  last: LastPictures,
): Promise<Result> {
  const name = `${spec.series[0]!.metric.replace(/[^a-z0-9]+/gi, '-')}.png`;
  const { step, source, queueWaitMs, renderMs, png } = picture;
  const place = await files.keep(name, png);
  last.put(key, { ...place, name, bytes: png.length, at: clock.now() });
  const facts = { step, source, bytes: png.length, sha256: place.sha256, queueWaitMs, renderMs };
  await attempt.record('EndRender', facts);
  return shown(step, captionOf(spec), { ...place, name });
}

async function old(
  { at, bytes, ...place }: NonNullable<ReturnType<LastPictures['get']>>,
  spec: ChartSpec,
  attempt: Attempt,
) {
  await attempt.record('EndRender', { step: 'stale', source: 'kept', bytes, sha256: place.sha256, ...nothingSpent });
  const lines = [`No new picture could be drawn: this one is of ${at}, the numbers are of now.`, ...captionOf(spec)];
  return shown('stale', lines, place);
}

async function numbers(spec: ChartSpec, attempt: Attempt): Promise<Result> {
  await attempt.record('EndRender', { step: 'text', source: 'none', bytes: 0, ...nothingSpent });
  return shown('text', sparkline(spec));
}

function shown(step: LadderStep, lines: string[], place?: { path: string; sha256: string; name: string }): Result {
  const media = place === undefined ? {} : { media: { kind: 'photo' as const, ...place } };
  return { summary: lines.join(' · ').slice(0, 600), data: { step, lines }, ...media };
}

/** The same request, whenever it is made: `6h` of now and `6h` of an hour ago. */
function keyOf({ metrics, hosts, fromMs, toMs, window, timeZone, theme }: RenderWork): string {
  const range = window.includes('..') ? { from: fromMs, to: toMs } : { lastMs: toMs - fromMs };
  return requestKey({ metrics, hosts, range, timeZone, theme });
}
