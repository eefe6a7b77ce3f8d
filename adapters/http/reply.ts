import type { ServerResponse } from 'node:http';
import { type ErrorClass, Refusal, refusalCodes } from '../../domain/refusal.ts';

/** Nothing from elsewhere, nothing inline, no framing, no guessing, no trace of where one came from. */
const securityHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
} as const;

export function secured(response: ServerResponse, correlationId: string): void {
  for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
  response.setHeader('x-correlation-id', correlationId);
}

export function reply(
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'cache-control': 'no-store',
    ...headers,
    'content-type': type,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

export function replyJson(response: ServerResponse, status: number, value: unknown): void {
  reply(response, status, 'application/json; charset=utf-8', `${JSON.stringify(value)}\n`);
}

const statusByClass: Record<ErrorClass, number> = {
  validation: 400,
  auth: 403,
  rate_limit: 429,
  conflict: 409,
  saturated: 503,
  upstream: 503,
  timeout: 504,
  internal: 500,
};
const statusByCode: Partial<Record<Refusal['code'], number>> = {
  not_found: 404,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unauthorized: 401,
};

function statusOf({ code }: Refusal): number {
  return statusByCode[code] ?? statusByClass[refusalCodes[code].class];
}

/** Every no has the same envelope, with its status and, where it passes, when to come back. */
export function replyRefusal(response: ServerResponse, refusal: Refusal, correlationId: string): void {
  if (refusal.retryAfterMs !== undefined)
    response.setHeader('retry-after', String(Math.ceil(refusal.retryAfterMs / 1000)));
  if (refusal.code === 'unauthorized') response.setHeader('www-authenticate', 'Bearer realm="binnacle"');
  replyJson(response, statusOf(refusal), refusal.envelope(correlationId));
}

/** What was thrown, as a refusal: what is neither one nor says what to do is a fault of the program. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  const { message, hint } = error as Error & { hint?: unknown };
  if (typeof hint === 'string') return new Refusal('upstream_unavailable', message, { hint });
  return new Refusal('internal_error', 'The question met a fault of the program.');
}
