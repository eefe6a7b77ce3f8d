/** What stands out in a series of values: spikes, and stretches at or over a threshold. Pure. */

/** One value, or the lack of one (`null`: a gap). Points are in order of time. */
export type Point = readonly [atMs: number, value: number | null];

export interface Stretch {
  fromMs: number;
  toMs: number;
  /** The highest value in it, and when. */
  peak: number;
  peakMs: number;
}

const spikeMaxMs = 120_000;
const sustainedMinMs = 300_000;

/**
 * Values at or over mean + 3σ that return to mean + 1σ or less within 120 s, as COMMANDS define a spike. Mean and σ are
 * those of all points (population). A gap ends the search: what was not seen to return is no spike.
 */
export function spikesIn(points: readonly Point[]): Stretch[] {
  const { mean, deviation } = spread(points);
  if (!(deviation > 0)) return [];
  const spikes: Stretch[] = [];
  let open: Stretch | undefined;
  for (const [atMs, value] of points) {
    if (value === null) open = undefined;
    else if (open !== undefined && value <= mean + deviation) {
      if (atMs - open.fromMs <= spikeMaxMs) spikes.push({ ...open, toMs: atMs });
      open = undefined;
    } else if (open !== undefined && value > open.peak) open = { ...open, peak: value, peakMs: atMs };
    else if (open === undefined && value >= mean + 3 * deviation)
      open = { fromMs: atMs, toMs: atMs, peak: value, peakMs: atMs };
  }
  return spikes;
}

/** Stretches in which every value is at or over the threshold, from the first to the last such value, of 300 s or more. */
export function sustainedIn(points: readonly Point[], threshold: number, leastMs = sustainedMinMs): Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | undefined;
  const end = () => {
    if (open !== undefined && open.toMs - open.fromMs >= leastMs) stretches.push(open);
    open = undefined;
  };
  for (const [atMs, value] of points) {
    if (value === null || value < threshold) end();
    else if (open === undefined) open = { fromMs: atMs, toMs: atMs, peak: value, peakMs: atMs };
    else open = { ...open, toMs: atMs, ...(value > open.peak ? { peak: value, peakMs: atMs } : {}) };
  }
  end();
  return stretches;
}

function spread(points: readonly Point[]): { mean: number; deviation: number } {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]));
  if (values.length === 0) return { mean: 0, deviation: 0 };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}
