import type { RecordedEvent } from '../../domain/message.ts';

/**
 * One page asked for. Places are revisions in a stream, positions otherwise, as numbers: SQLite counts from 1 and
 * will not reach 2^53.
 */
export interface PageQuery {
  of: 'stream' | 'category' | 'all';
  /** The stream or the category; empty for all. */
  key: string;
  backwards: boolean;
  /** The page begins after this place (backwards: before it). */
  beyond: number;
  /** The last place that may be read, in the direction of reading. */
  until: number;
  eventsMax: number;
}

export interface Page {
  /** The events as one JSON array: one text crosses threads more cheaply than a thousand objects. */
  text: string;
  count: number;
  /** Place of the last event; of an empty page, where it began. */
  last: number;
  /** There may be more right after it. */
  more: boolean;
}

/** Reads one page. @throws {StoreUnavailable} {@link StoreCorrupt} */
export type ReadPage = (query: PageQuery) => Promise<Page>;

/** Beyond every place. */
export const endPlace = Number.MAX_SAFE_INTEGER;

/** A place given as the ports do; one that is out of reach is as good as the end. */
export const placeOf = (place: bigint): number => Number(place > BigInt(endPlace) ? BigInt(endPlace) : place);

/** The events of a page, in order. */
export function eventsIn(page: Page): RecordedEvent[] {
  const events = JSON.parse(page.text) as (Omit<RecordedEvent, 'revision' | 'position'> & Places)[];
  for (const event of events) {
    event.revision = BigInt(event.revision);
    event.position = BigInt(event.position);
  }
  return events as RecordedEvent[];
}

interface Places {
  revision: bigint | number;
  position: bigint | number;
}
