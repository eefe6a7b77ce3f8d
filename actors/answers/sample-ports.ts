import type { Instant } from '../../domain/message.ts';
import type { Sample } from '../../domain/sample/sample.ts';

/** What is kept of the machines' samples: 24 h as they came, then each minute's least, most and mean for 30 days. */

export interface SeriesQuery {
  host: string;
  /** A metric's name, or `<metric>:<part>` (`disk:/var`). */
  metric: string;
  /** Inclusive; epoch milliseconds. */
  fromMs: number;
  /** Exclusive. */
  toMs: number;
  /** At most so many points come back, 1 to 200 000; neighbours are joined, least and most kept. Default 50 000. */
  pointsMax?: number;
}

/** Columns of equal length, in order of time, without gaps: what is missing is not there. */
export interface Series {
  host: string;
  metric: string;
  /** Time one point stands for; the time between samples, where points are samples. */
  stepMs: number;
  /** Beginning of each step. */
  atMs: Float64Array;
  min: Float32Array;
  max: Float32Array;
  mean: Float32Array;
}

/** A machine that has sent samples within the last 30 days. */
export interface SampledHost {
  host: string;
  firstAt: Instant;
  lastAt: Instant;
  mode: Sample['mode'];
  /** The program that took the last one. */
  build: string;
  everyMs: number;
}

/**
 * The samples of all machines, on disk.
 * @throws {Refusal} on each call: `upstream_unavailable` when the disk does not take or give them in time.
 */
export interface Samples {
  /**
   * Resolves once they are kept. One that is there already, that is older than 24 h or from the future (over a minute),
   * or of a machine too many, is left out and not counted.
   */
  keep(samples: readonly Sample[]): Promise<{ kept: number }>;
  /** By name. */
  hosts(): Promise<SampledHost[]>;
  /** The last sample of a machine, whole. */
  latest(host: string): Promise<Sample | undefined>;
  series(query: SeriesQuery): Promise<Series>;
  /** The names of the series of a machine. */
  metrics(host: string): Promise<string[]>;
}
