import { keyOf, type StreamName } from '../../domain/ids.ts';

/**
 * The partition of a stream, 0 to `partitions` - 1, by its key alone: `chat-5` and `outbox-5` share one.
 * Every process must use the same number of partitions; the same name gives the same number for ever.
 */
export function partitionOf(stream: StreamName, partitions: number): number {
  return fnv1a(keyOf(stream)) % partitions;
}

/** FNV-1a, 32 bits, over UTF-8 (Fowler, Noll, Vo; IETF draft-eastlake-fnv). */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of encoder.encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

const encoder = new TextEncoder();
