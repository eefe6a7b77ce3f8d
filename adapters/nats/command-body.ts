import type { Poison } from './reports.ts';
import { payloadMaxBytes } from './settings.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The command in a message's body, or why there is none. Its fields are for the receiver to check. */
export function commandIn(body: Uint8Array): { command: object } | { code: Poison['code'] } {
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
