import type { Instant } from '../../domain/message.ts';
import type { ModeNow } from '../../domain/policy/modes.ts';
import type { ChartsStatus } from './chart-ports.ts';

/** What the program knows of itself, as it is now. Nothing here is a guess: what is not known is left out. */

export interface Status {
  build: string;
  instance: string;
  host: string;
  startedAt: Instant;
  uptimeMs: number;
  /** `sandbox` or `telegram`. */
  telegram: string;
  /** `embedded` or `eventstoredb`. */
  eventStore: string;
  mode: ModeNow;
  charts: ChartsStatus;
  actors: { live: number; waiting: number; parked: number; restarts: number };
  memoryBytes: number;
  /** Delay of the event loop since the last look, 99th percentile. */
  loopDelayMs: number;
}

/** One part that the program hangs on. */
export interface Vital {
  name:
    | 'polling'
    | 'event log'
    | 'bus'
    | 'names'
    | 'projections'
    | 'actors'
    | 'charts'
    | 'breakers'
    | 'mode'
    | 'faults';
  state: 'ok' | 'degraded' | 'down';
  /** The last thing that showed it: `append 2 s ago`. */
  proof: string;
  /** What is wrong, and what to do. */
  why?: string;
}

export interface Vitals {
  status(): Status;
  /** Asks each part; never rejects for trouble outside. */
  vitals(): Promise<Vital[]>;
}
