import { canonical } from '../fold.ts';
import { sha256 } from '../ids.ts';
import type { RecordedEvent } from '../message.ts';

/** The chain over everything that was recorded, in the order of the log. */

/** The chain up to and with one event. */
export interface Link {
  /** How many events are in it. */
  count: number;
  /** Of the last of them, in decimal digits; `0` of none. */
  position: string;
  /** 64 hex digits. */
  hash: string;
}

/** The chain of an empty log. Never to change, as what is hashed: every chain hangs on both. */
export const genesis: Link = { count: 0, position: '0', hash: sha256('binnacle audit chain 1') };

/** An anchor lies outside of the log, every so many events. */
export const anchorEvery = 100;

/** What of an event is chained: all of it, as the log holds it, whether this program can read it or not. */
export function chained(event: RecordedEvent) {
  const { stream, revision, position, id, type, data, metadata, recordedAt } = event;
  return { stream, revision: String(revision), position: String(position), id, type, data, metadata, recordedAt };
}

/** The chain with one more event. */
export function linked({ count, hash }: Pick<Link, 'count' | 'hash'>, event: RecordedEvent): Link {
  const text = `${hash}\n${canonical(chained(event))}`;
  return { count: count + 1, position: String(event.position), hash: sha256(text) };
}
