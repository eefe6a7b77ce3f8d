import { hash } from 'node:crypto';

/**
 * W3C trace context for a chain of messages: one trace for a correlation id, one span for a message of it. Derived,
 * not drawn, so that every process and every replay names the same trace.
 */
export function traceparentOf(correlationId: string, messageId: string): string {
  const traceId = hash('sha1', correlationId, 'hex').slice(0, 32);
  const spanId = hash('sha1', messageId, 'hex').slice(0, 16);
  return `00-${traceId}-${spanId}-01`;
}

/** Version 00, as the recommendation writes it, and neither id all zero. */
export function isTraceparent(text: string): boolean {
  return /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/.test(text);
}
