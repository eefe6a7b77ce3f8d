import { strict as assert } from 'node:assert';
import { EventTooLarge, type ExpectedRevision } from '../../actors/ports.ts';
import type { StreamName } from '../../domain/ids.ts';
import type { NewEvent } from '../../domain/message.ts';

/** One append as it crosses to the writing thread: texts and numbers only, so that the crossing is cheap. */
export interface AppendRequest {
  /** Given on its way; 0 before. */
  number: number;
  stream: string;
  /** -1: there must be no such stream. */
  expected: number;
  recordedAt: string;
  /** Four for each event: id, type, data, metadata. */
  fields: string[];
  /** Of data and metadata, in UTF-8. */
  bytes: number;
}

const appendBytesMax = 1024 * 1024;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const streamForm = /^[a-z]+-[A-Za-z0-9_:-]+$/;

/**
 * Writes the events down as they are now; what happens to them later does not count.
 * @throws {EventTooLarge} over 1 MiB. {@link TypeError} something is not JSON. `AssertionError`: no events, or an
 * id, a stream or a revision that cannot be one.
 */
export function appendRequest(
  stream: StreamName,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
  recordedAt: string,
): AppendRequest {
  assert(streamForm.test(stream), `${stream} is no stream: its name is <category>-<key>`);
  assert(events.length > 0, `an append to ${stream} without events: nothing decided is nothing to append`);
  assert(expected === 'no_stream' || expected >= 0n, `${stream} cannot be at revision ${expected}`);
  const fields: string[] = [];
  let bytes = 0;
  for (const event of events) {
    const id = event.id.toLowerCase();
    assert(uuid.test(id), `the id of ${event.type} for ${stream} is no uuid: ${event.id}`);
    const data = jsonOf(stream, event.type, 'data', event.data);
    const metadata = jsonOf(stream, event.type, 'metadata', event.metadata);
    bytes += Buffer.byteLength(data) + Buffer.byteLength(metadata);
    fields.push(id, event.type, data, metadata);
  }
  if (bytes > appendBytesMax) {
    throw new EventTooLarge(`an append to ${stream} has ${bytes} bytes, more than the ${appendBytesMax} it may have`, {
      hint: 'Keep large things in a file and its checksum in the event.',
    });
  }
  return { number: 0, stream, expected: expected === 'no_stream' ? -1 : Number(expected), recordedAt, fields, bytes };
}

function jsonOf(stream: StreamName, type: string, part: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (cause) {
    throw new TypeError(`the ${part} of ${type} for ${stream} is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (text === undefined) throw new TypeError(`the ${part} of ${type} for ${stream} is not JSON: ${typeof value}`);
  return text;
}
