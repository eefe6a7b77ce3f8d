import { z } from 'zod';
import { canonical } from '../fold.ts';
import { sha256 } from '../ids.ts';
import type { JobLimits, JobSpec } from '../job/work.ts';
import type { JsonObject } from '../message.ts';
import { parseSeriesRequest, type SeriesRequest } from '../sample/series-request.ts';

/** A chart that is asked for, as the work of a job. */

export const renderWork = z.object({
  /** Names of series, like `cpu` or `disk:/var`. */
  metrics: z.array(z.string().min(1).max(200)).min(1).max(8),
  hosts: z.array(z.string().min(1).max(80)).min(1).max(8),
  /** From inclusive, to exclusive; epoch milliseconds. */
  fromMs: z.int(),
  toMs: z.int(),
  /** As it was said, for the title: `6h`. */
  window: z.string().max(60),
  /** IANA. */
  timeZone: z.string().max(60),
  theme: z.enum(['dark', 'light']),
});
export type RenderWork = z.infer<typeof renderWork>;

/** Charts of the same few seconds are the same chart: whoever asks meanwhile shares it. */
const sameMs = 10_000;

/**
 * Reads `cpu ram 6h @web-1 light`.
 * @throws {Refusal} `invalid_request`, naming what is not understood and what would be.
 */
export function readGraphRequest(text: string, nowMs: number, timeZone: string): SeriesRequest {
  const roundedMs = Math.floor(nowMs / sameMs) * sameMs;
  return parseSeriesRequest(text, roundedMs, timeZone, { takes: ['dark', 'light'] });
}

/** The job of one chart: light, harmless to do twice. `hosts`: whose samples are drawn, by name. */
export function planRender(asked: SeriesRequest, hosts: string[], timeZone: string, limits: JobLimits): JobSpec {
  const { metrics, range, window, options } = asked;
  const theme = options.includes('light') ? 'light' : 'dark';
  const work: RenderWork = { metrics, hosts, ...range, window, timeZone, theme };
  const title = `${metrics.join(', ')} of ${hosts.join(', ')}, ${window}`;
  const plan: JobSpec['plan'] = [
    ['Draws', metrics.join(', ').slice(0, 1000)],
    ['Of', hosts.join(', ').slice(0, 1000)],
    ['Over', window],
  ];
  return {
    ...{ class: 'render', name: 'chart', route: 'light', risk: 'low' },
    title: title.length > 200 ? `${title.slice(0, 199)}…` : title,
    work: work as unknown as JsonObject,
    plan,
    planHash: sha256(canonical({ class: 'render', work })),
    gates: [],
    idempotent: true,
    rollback: 'Nothing to undo: it only draws.',
    limits,
  };
}
