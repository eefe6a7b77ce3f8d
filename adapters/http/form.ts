import type { IncomingMessage } from 'node:http';
import { Refusal } from '../../domain/refusal.ts';

const bytesMax = 4_096;

/** The fields of a form. @throws {Refusal} `unsupported_media_type`, `payload_too_large`. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type?.trim() !== 'application/x-www-form-urlencoded')
    throw new Refusal('unsupported_media_type', 'This is no form.', { hint: 'Send it as a form.' });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw new Refusal('payload_too_large', `A form has ${bytesMax} bytes at most.`);
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
