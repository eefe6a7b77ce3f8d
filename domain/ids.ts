import { hash } from 'node:crypto';
import { z } from 'zod';

/**
 * Names of streams, and ids that are derived instead of drawn.
 *
 * `node:crypto` is used for its hash alone: the same input gives the same id in every process.
 */

/** `<category>-<key>`: the events of one aggregate. The key may hold `-` itself (`chat--100123`). */
export type StreamName = `${string}-${string}`;

/** 1 to 200 characters; the category is lower-case letters; the key is what a NATS token and a file name may hold. */
export const streamName = z
  .string()
  .max(200)
  .regex(/^[a-z]+-[A-Za-z0-9_:-]+$/, 'a stream is <category>-<key>, for example chat-1001')
  .transform(name => name as StreamName);

export function categoryOf(stream: StreamName): string {
  return stream.slice(0, stream.indexOf('-'));
}

export function keyOf(stream: StreamName): string {
  return stream.slice(stream.indexOf('-') + 1);
}

/** Binnacle's own name space for uuid version 5 (drawn once, never to change: event ids hang on it). */
const nameSpace = Buffer.from('5f0a7c52d1b94e0b8a3c6f1de2740b19', 'hex');

/** The uuid version 5 (RFC 9562) of a name: the same name gives the same id everywhere. */
function uuidFrom(name: string): string {
  const hex = hash('sha1', Buffer.concat([nameSpace, Buffer.from(name)]), 'hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 0b0011) | 0b1000).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** The id of the `index`-th event that a command gives in a stream: repeating the command repeats the id. */
export function eventId(stream: StreamName, commandId: string, type: string, index: number): string {
  return uuidFrom(`${stream}/${commandId}/${type}/${index}`);
}

/** SHA-256 as 64 lower-case hex digits. */
export function sha256(text: string | Uint8Array): string {
  return hash('sha256', text, 'hex');
}
