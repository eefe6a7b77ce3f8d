import type { StreamName } from '../domain/ids.ts';
import type { RecordedEvent } from '../domain/message.ts';

/** What the projections need of the outside. Adapters implement it. */

/** The reading half of the event log. Pages hold at most 500 events. */
export interface EventLog {
  readStream(
    stream: StreamName,
    options?: { from?: bigint; backwards?: boolean; limit?: number; signal?: AbortSignal },
  ): AsyncIterable<RecordedEvent[]>;
  /** The events of all streams of one category, in the order of the log, after a position. */
  readCategory(
    category: string,
    options?: { after?: bigint; limit?: number; signal?: AbortSignal },
  ): AsyncIterable<RecordedEvent[]>;
  /** All events in order, after a position (backwards: before it). Ends at the head as it was met. */
  readAll(options?: {
    after?: bigint;
    backwards?: boolean;
    limit?: number;
    signal?: AbortSignal;
  }): AsyncIterable<RecordedEvent[]>;
  /**
   * All events after a position, for ever: first what is there, then what comes, until `signal` fires.
   * It heals itself (a lost connection resumes from the last page given) and reads no faster than it is
   * read from. An empty page says: caught up with the head.
   */
  subscribeAll(options: { after?: bigint; signal: AbortSignal }): AsyncIterable<RecordedEvent[]>;
  /** Position of the last event; none in an empty log. */
  head(): Promise<bigint | undefined>;
}
