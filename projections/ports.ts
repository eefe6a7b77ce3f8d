import type { StreamName } from '../domain/ids.ts';
import type { Instant, RecordedEvent } from '../domain/message.ts';
import type { Projection } from './projection.ts';
import type { Columns, Condition, RowOf, Rows, Selection, Table } from './table.ts';

/** What the projections need of the outside. Adapters implement it. */

/** The words a view is described in, for those who store it. */
export type { Projection } from './projection.ts';
export type {
  Cell,
  Columns,
  Comparison,
  Condition,
  Journal,
  KeyedTable,
  RowOf,
  Rows,
  Selection,
  Table,
} from './table.ts';

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

// ---------------------------------------------------------------- the views

/** A view is kept in slot `live`; one that is being built to replace it in slot `next`. */
export type Slot = 'live' | 'next';

/** Where a stored view stands. */
export interface StoredView {
  name: string;
  slot: Slot;
  /** What the view was made as; another one today means that it is to be built anew. */
  identity: string;
  /** Position of the last event that is in the rows; none yet in a new view. */
  checkpoint: bigint | undefined;
  /** That event. */
  last: LastEvent | undefined;
  /** Fingerprint of the event types the program could read when the view was made. */
  catalogue: string;
}

export type LastEvent = Pick<RecordedEvent, 'position' | 'id' | 'stream' | 'revision' | 'recordedAt'>;

/** The events of one batch for one view. Its rows and its checkpoint are saved together, or neither. */
export interface Batch {
  projection: Projection;
  slot: Slot;
  /** The checkpoint that must be stored: somebody else's work is never written over. */
  after: bigint | undefined;
  upTo: LastEvent;
  /** What it throws undoes this view's part of the write, and is returned. */
  apply(rows: Rows): void;
}

/** Reads of one instant: nothing is written between them. */
export interface Snapshot {
  view(name: string, slot?: Slot): StoredView | undefined;
  select<Shape extends Columns>(projection: string, table: Table<Shape>, selection: Selection<Shape>): RowOf<Shape>[];
  count<Shape extends Columns>(projection: string, table: Table<Shape>, where?: readonly Condition<Shape>[]): number;
}

/** The reading half: also what another process opens to answer queries. */
export interface ViewReader {
  /** @throws {ViewsUnavailable} also when a view has not been made yet. */
  read<Result>(work: (snapshot: Snapshot) => Result): Result;
  close(): void;
}

/**
 * Where the views are kept. One writer; everything in it can be thrown away and built again from the log.
 *
 * @throws {ViewsUnavailable} from every method: nothing of that call was written. {@link ViewsCorrupt}: the
 * store is no longer what it was; `discard` it.
 */
export interface ReadModels extends ViewReader {
  stored(): StoredView[];
  /** Makes an empty view in that slot, in place of what was there. */
  create(projection: Projection, slot: Slot, as: Pick<StoredView, 'identity' | 'catalogue'>): StoredView;
  /** One transaction for all of them. Gives, for each batch in order, what its `apply` threw, or nothing. */
  write(batches: readonly Batch[]): (Error | undefined)[];
  /** In one transaction: `next` becomes `live`, and what was live is gone. */
  swap(name: string): void;
  drop(name: string, slot: Slot): void;
  /** Throws away everything, also a damaged store, and begins empty. */
  discard(): void;
}

/** The views cannot be read or written just now. */
export class ViewsUnavailable extends Error {
  override name = 'ViewsUnavailable';
  readonly hint: string;
  constructor(message: string, options: { hint: string; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint;
  }
}

/** The views' store is damaged: it is thrown away and built again from the log, which is the truth. */
export class ViewsCorrupt extends ViewsUnavailable {
  override name = 'ViewsCorrupt';
}

// ---------------------------------------------------------------- time

/** As the actors have them; declared again, because neither part imports the other. */
export interface Clock {
  now(): Instant;
  /** Milliseconds that only grow; for durations. */
  monotonicMs(): number;
}

export interface Timers {
  /** Calls back after `ms`. Returns how to call it off. */
  after(ms: number, callback: () => void): () => void;
}
