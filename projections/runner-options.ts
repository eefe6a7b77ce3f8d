import type { RecordedEvent } from '../domain/message.ts';
import type { Decoded } from '../domain/upcast.ts';
import type { Clock, EventLog, ReadModels, Timers } from './ports.ts';
import type { Projection } from './projection.ts';

/** `baseMs`, doubled with each failure in a row, up to `capMs`. */
export interface RetryLimits {
  baseMs: number;
  capMs: number;
}

/** What the host may want to say or record. */
export type Notice =
  | { type: 'ProjectionDegraded'; name: string; position: string; error: string; retryAt: string }
  | { type: 'ProjectionRebuilt'; name: string; events: number; ms: number }
  | { type: 'ProjectingInterrupted'; cause: string; failures: number; retryMs: number }
  | { type: 'ProjectingResumed'; failures: number }
  | { type: 'ViewsDiscarded'; reason: string };

export interface RunnerOptions {
  log: EventLog;
  models: ReadModels;
  projections: readonly Projection[];
  /** How an event of the log is read. Default `decode`: each is checked and raised to today's shape. */
  decode?: (event: RecordedEvent) => Decoded;
  clock: Clock;
  timers: Timers;
  tell?: (notice: Notice) => void;
  /** Between two batches. Default: nothing. */
  pause?: () => Promise<void>;
  /**
   * After a page with few events the next is waited for so long, so that one transaction takes what a few appends
   * bring: the views are that much older and cost a fraction. Default 0.
   */
  gatherMs?: number;
  /** Events in one transaction. Default 500. */
  batchMax?: number;
  /** Silence of a subscription while the log has more. Default 10 000. */
  stallMs?: number;
  /** After trouble outside, and for a view that is set aside. Default 1 s, doubled up to 60 s. */
  retry?: RetryLimits;
}
