import type { ServerResponse } from 'node:http';

/** Answers with JSON. */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** Answers with bytes that nothing may sniff another type into. */
export function answerBytes(response: ServerResponse, bytes: Buffer, headers: Record<string, string>): void {
  response.writeHead(200, {
    'content-length': bytes.length,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    ...headers,
  });
  response.end(bytes);
}
