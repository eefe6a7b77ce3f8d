import type { Sample } from '../../domain/sample/sample.ts';

/** Where samples come from, and how they travel between machines. */

/** Takes samples of this machine, one after the other: rates and shares are those since the one before. */
export interface Sampler {
  /**
   * One look at the machine. What it does not give is left out.
   * @throws {Refusal} `upstream_unavailable` or `deadline_exceeded` when nothing can be read at all.
   */
  sample(signal: AbortSignal): Promise<Sample>;
}

/** Samples on their way from agents to the program that keeps them. Telemetry: nothing here remembers. */
export interface SampleLink {
  /**
   * Resolves once somebody has kept them.
   * @throws {LinkUnavailable} nobody can be reached or nobody keeps them: the same again later.
   */
  send(samples: readonly Sample[]): Promise<void>;
  /** Whether a server is reached now. */
  isUp(): boolean;
  close(): Promise<void>;
}

/** The other end. */
export interface SampleReceiver {
  /** Ends with the program. */
  close(): Promise<void>;
}

export class LinkUnavailable extends Error {
  override name = 'LinkUnavailable';
}

/** Samples that could not be sent yet, oldest first, on disk: they survive the agent. */
export interface SampleSpool {
  readonly size: number;
  /** Adds one; the oldest is let go when it is full. @returns how many were let go. */
  add(sample: Sample): number;
  /** The oldest ones, at most `count`. */
  oldest(count: number): Sample[];
  /** Lets go of the oldest ones: they are kept elsewhere. */
  drop(count: number): void;
}
