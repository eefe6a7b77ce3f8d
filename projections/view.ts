import type { Instant, RecordedEvent } from '../domain/message.ts';
import type { Decoded } from '../domain/upcast.ts';
import type { Batch, ReadModels, Slot, StoredView } from './ports.ts';
import type { Projection } from './projection.ts';
import type { Rows } from './table.ts';

/** One view as the runner holds it while it runs; what counts is what is stored. */
export interface View {
  readonly projection: Projection;
  readonly handles: (type: string) => boolean;
  slot: Slot;
  checkpoint: bigint | undefined;
  /** When the last event in it was recorded. */
  lastAt: Instant | undefined;
  /** Events put into it by this run of the runner, those it does not handle included. */
  seen: number;
}

export function viewOf(projection: Projection, { slot, checkpoint, last }: StoredView): View {
  const types = new Set(projection.handles === 'all' ? [] : projection.handles);
  const handles = projection.handles === 'all' ? () => true : (type: string) => types.has(type);
  return { projection, handles, slot, checkpoint, lastAt: last?.recordedAt, seen: 0 };
}

/** A view whose `apply` threw, and the event it threw at. Everything before that event is in its rows. */
export interface Failure {
  view: View;
  event: RecordedEvent;
  error: Error;
}

/**
 * Brings the events of a page that each view has not seen yet into its rows: apply-once, because what is at or
 * before a view's checkpoint is left out, and the checkpoint is saved with the rows.
 *
 * @throws {ViewsUnavailable} nothing of this page was written.
 */
export function project(models: ReadModels, views: Iterable<View>, page: readonly Decoded[]): Failure[] {
  const works = [...views].flatMap(view => workOf(view, page) ?? []);
  if (works.length === 0) return [];
  const errors = models.write(works.map(({ batch }) => batch));
  return works.flatMap((work, index) => {
    const error = errors[index];
    if (error === undefined) return note(work);
    const event = work.at!;
    const failures = project(models, [work.view], page.filter(before(event)));
    return failures.length > 0 ? failures : [{ view: work.view, event, error }];
  });
}

interface Work {
  view: View;
  batch: Batch;
  events: readonly Decoded[];
  /** The event that is being applied. */
  at?: RecordedEvent;
}

function workOf(view: View, page: readonly Decoded[]): Work | undefined {
  const { projection, slot, checkpoint } = view;
  const events = checkpoint === undefined ? page : page.filter(({ event }) => event.position > checkpoint);
  const upTo = events.at(-1)?.event;
  if (upTo === undefined) return undefined;
  const apply = (rows: Rows) => {
    for (const decoded of events) {
      work.at = decoded.event;
      give(view, rows, decoded);
    }
  };
  const work: Work = { view, events, batch: { projection, slot, after: checkpoint, upTo, apply } };
  return work;
}

function give({ projection, handles }: View, rows: Rows, decoded: Decoded): void {
  if (projection.applyRecorded !== undefined) projection.applyRecorded(rows, decoded.recorded);
  else if (!decoded.known) {
    const { position, stream, type, recordedAt } = decoded.event;
    projection.applyUnread?.(rows, { position, stream, type, recordedAt, why: decoded.why });
  } else if (handles(decoded.event.type)) {
    projection.apply(rows, decoded.event);
  }
}

function note({ view, batch, events }: Work): [] {
  view.checkpoint = batch.upTo.position;
  view.lastAt = batch.upTo.recordedAt;
  view.seen += events.length;
  return [];
}

const before =
  ({ position }: RecordedEvent) =>
  ({ event }: Decoded) =>
    event.position < position;
