import type { Poison } from './reports.ts';
import { payloadMaxBytes } from './settings.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

export const mediaType = 'application/json';

/**
 * The command in a message's body, or why there is none. Its fields are for the receiver to check. A message may leave
 * its media type unsaid; one that names another is not read.
 */
export function commandIn(body: Uint8Array, said?: string): { command: object } | { code: Poison['code'] } {
  if (said !== undefined && said.split(';')[0]!.trim().toLowerCase() !== mediaType)
    return { code: 'unsupported_media_type' };
  if (body.length > payloadMaxBytes) return { code: 'payload_too_large' };
  const parsed = parse(body);
  return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    ? { command: parsed }
    : { code: 'invalid_json' };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    return undefined;
  }
}
