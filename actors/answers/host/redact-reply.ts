import { redactPublicAddresses } from '../../../domain/addresses.ts';
import type { Reply } from '../../../domain/chat/reply.ts';

/** The reply with every public address masked in all of its texts, file included; its rows and lines stay. */
export function redactReply(reply: Reply): Reply {
  return redacted(reply) as Reply;
}

function redacted(value: unknown): unknown {
  if (typeof value === 'string') return redactPublicAddresses(value);
  if (Array.isArray(value)) return value.map(redacted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redacted(inner)]));
}
