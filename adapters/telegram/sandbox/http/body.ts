import type { IncomingMessage } from 'node:http';
import { BotError } from '../bot-api/bot-error.ts';

/** The largest request: a 50 MB document and what goes with it. */
const BODY_BYTES_MAX = 53 * 1024 * 1024;

/**
 * The whole body of a request.
 * @throws {BotError} 413 over 53 MB; the rest of it is not read.
 */
export function readBody(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= bytesMax) chunks.push(chunk);
    else reject(new BotError(413, 'Request Entity Too Large'));
  });
  request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
  request.on('error', reject);
  return promise;
}
