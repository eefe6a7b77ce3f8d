import type { RecordedEvent } from '../domain/message.ts';
import type { Fact } from '../domain/upcast.ts';
import type { Rows, Table } from './table.ts';

/**
 * Folds events into a view. `apply` is pure but for `rows`: no clock, no chance, nothing outside, so the same
 * log gives the same rows, wherever batches are cut.
 */
export interface Projection {
  /** Lower-case words with `-`; also the name of the view. */
  readonly name: string;
  /** Raise it when `apply` changes meaning: the view is then built anew beside the old one. */
  readonly version: number;
  readonly tables: readonly Table[];
  /** Event types it is given. */
  readonly handles: 'all' | readonly string[];
  /** What it throws sets this projection aside, and no other. */
  apply(rows: Rows, event: Fact): void;
  /** Every event as the log holds it, also what this program cannot read; instead of the two others. */
  applyRecorded?(rows: Rows, event: RecordedEvent): void;
  /** Events that this program cannot read; only the view that shows them takes these. */
  applyUnread?(rows: Rows, unread: Unread): void;
}

/** An event that `decode` does not know, and why. Its data and metadata are not to be trusted. */
export interface Unread {
  position: bigint;
  stream: string;
  type: string;
  why: string;
  recordedAt: string;
}

/**
 * What a stored view must match to be gone on with: the version, and the shape of its tables, so that a
 * forgotten version cannot write into tables of another shape.
 */
export function identityOf({ version, tables }: Projection): string {
  return JSON.stringify([version, tables]);
}
