import type { Look } from '../../domain/alert/evaluate.ts';
import { forecast } from '../../domain/alert/forecast.ts';
import { formatDuration } from '../../domain/units.ts';
import type { Samples } from '../answers/sample-ports.ts';

/** So far back a forecast looks, and so far ahead. */
const lookBackMs = 6 * 3_600_000;
const horizonMs = 24 * 3_600_000;
/** Points of one forecast: one a minute. */
const pointsMax = 360;

/** The mount of a machine that fills up soonest, as a look at the metric `diskfull`; none with too little to go by. */
export async function diskForecast(samples: Samples, host: string, nowMs: number): Promise<Look | undefined> {
  const mounts = (await samples.metrics(host)).filter(name => name.startsWith('disk:'));
  let worst: { percent: number; path: string; fullInMs?: number } | undefined;
  for (const metric of mounts) {
    const range = { fromMs: nowMs - lookBackMs, toMs: nowMs, pointsMax };
    const { atMs, mean } = await samples.series({ host, metric, ...range });
    const found = forecast(
      Array.from(atMs, (ms, index) => [ms, mean[index]!] as const),
      horizonMs,
    );
    if (found !== undefined && found.percent > (worst?.percent ?? Number.NEGATIVE_INFINITY))
      worst = { path: metric.slice('disk:'.length), ...found };
  }
  if (worst === undefined) return undefined;
  const { percent, path, fullInMs } = worst;
  const eta = fullInMs === undefined || fullInMs > horizonMs ? '' : `, full in ${formatDuration(fullInMs)}`;
  return { atMs: nowMs, value: Math.round(percent * 10) / 10, part: `${path}${eta}` };
}
