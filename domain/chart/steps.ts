import { downsample, withGaps, withinAndBeside } from './downsample.ts';
import type { ChartStep } from './graph-codes.ts';
import type { ChartSpec } from './spec.ts';

/** A lowest and a highest value for every two pixels across, and a gap: a line shows no more. */
const pointsPerPixel = 1.25;
/** Points of a series in a picture of one pixel a CSS pixel, for when the larger one could not be drawn. */
const smallerPointsMax = 200;

/**
 * What is drawn at a step: points of the range alone, thinned out to what the pixels can show, gaps made plain; `smaller` has a pixel for
 * each CSS pixel, and fewer points. Every minimum and maximum stays.
 */
export function atStep(spec: ChartSpec, step: ChartStep): ChartSpec {
  const size = step === 'full' ? spec.size : { ...spec.size, ratio: 1 };
  const max = step === 'full' ? Math.ceil(size.width * size.ratio * pointsPerPixel) : smallerPointsMax;
  const { from, to } = spec;
  const series = spec.series.map(one => {
    const shown = withGaps(withinAndBeside(one.points, from, to), one.stepMs);
    return { ...one, points: downsample(shown, max) };
  });
  return { ...spec, size, series };
}
