import assert from 'node:assert/strict';
import type { EventData, ResolvedEvent } from '@eventstore/db-client';
import { EventTooLarge } from '../../actors/ports.ts';
import { type StreamName, streamName } from '../../domain/ids.ts';
import type { Instant, JsonObject, Metadata, NewEvent, RecordedEvent } from '../../domain/message.ts';

/** The server's default limit of one append: 1 MiB of data, metadata and two bytes for each letter of a type. */
const appendBytesMax = 1024 * 1024;

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What the server says instead of a position it does not have. */
const noPosition = 2n ** 64n - 1n;

/**
 * The events of one append as the client takes them: copies, so that what is written is what was given at the call.
 *
 * Serialised here and not left to the client, whose append would stay pending for ever over a BigInt or a cycle.
 * @throws {EventTooLarge}; a TypeError when something is not JSON; an assertion when an id is not a uuid.
 */
export function encode(stream: StreamName, events: readonly NewEvent[]): EventData[] {
  assert.ok(events.length > 0, `an append to ${stream} without events`);
  let bytes = 0;
  const encoded = events.map((event, index) => {
    assert.match(event.id, uuid, `event ${index} of an append to ${stream} has no uuid as its id`);
    const [data, metadata] = [event.data, event.metadata].map(part => asJson(part, stream, index)) as [string, string];
    bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata) + 2 * event.type.length;
    return {
      id: event.id,
      contentType: 'application/json' as const,
      type: event.type,
      data: JSON.parse(data),
      metadata: JSON.parse(metadata),
    };
  });
  if (bytes <= appendBytesMax) return encoded;
  throw new EventTooLarge(`an append of ${bytes} bytes to ${stream} is over the ${appendBytesMax} of one append`, {
    hint: 'Keep large contents in files, and record where they are.',
  });
}

function asJson(part: unknown, stream: StreamName, index: number): string {
  const wrong = `event ${index} of an append to ${stream} is not JSON`;
  let text: string | undefined;
  try {
    text = JSON.stringify(part);
  } catch (cause) {
    throw new TypeError(wrong, { cause });
  }
  if (text === undefined) throw new TypeError(wrong);
  return text;
}

/**
 * An event of the server as ours; none when it cannot be: a system event, a stream whose name is not of our form
 * or lacks the prefix, data that is not a JSON object. Whether its metadata is ours is not looked at.
 */
export function decode(prefix: string, { event }: ResolvedEvent): RecordedEvent | undefined {
  if (event === undefined || event.type.startsWith('$') || !event.isJson || !isObject(event.data)) return undefined;
  const stream = ownName(prefix, event.streamId);
  if (stream === undefined || event.position === undefined || event.position.commit === noPosition) return undefined;
  return {
    id: event.id,
    type: event.type,
    data: event.data as JsonObject,
    metadata: event.metadata as unknown as Metadata,
    stream,
    revision: event.revision,
    // Every event of an append has a commit position of its own; on all servers since 20.6 it equals the prepare
    // position. (Explicit transactions of the old TCP clients share one: only their first event is seen here.)
    position: event.position.commit,
    recordedAt: event.created.toISOString() as Instant,
  };
}

/** Where a read or a subscription starts, from the position of an event. */
export const positionOf = (position: bigint) => ({ commit: position, prepare: position });

/** What the server is asked to leave out already; .NET and JavaScript read it alike. */
export const ownStreams = (prefix: string): string => `^${prefix.replaceAll('.', '\\.')}[a-z]+-[A-Za-z0-9_:-]+$`;

function ownName(prefix: string, streamId: string): StreamName | undefined {
  if (!streamId.startsWith(prefix)) return undefined;
  const { success, data } = streamName.safeParse(streamId.slice(prefix.length));
  return success ? data : undefined;
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);
