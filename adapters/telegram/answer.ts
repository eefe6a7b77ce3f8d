import type { IncomingMessage } from 'node:http';

/** The body as text. @throws {Error} with `code` `ANSWER_TOO_LARGE` past `bytesMax`; whatever cut the connection. */
export function readText(response: IncomingMessage, bytesMax: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > bytesMax) response.destroy(Object.assign(new Error('answer too large'), { code: 'ANSWER_TOO_LARGE' }));
    else chunks.push(chunk);
  });
  response.on('end', () => resolve((chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)).toString('utf8')));
  response.on('error', reject);
  response.on('close', () => reject(new Error('the answer was cut')));
  return promise;
}

/**
 * The answer as Telegram shapes it. A proxy's page in place of one becomes `{ ok: false, error_code: <status> }`;
 * nothing (undefined) when a success holds no answer.
 */
export function answerOf(status: number, text: string): unknown {
  const answer = parsed(text);
  if (answer?.ok === true && status < 300) return answer;
  if (answer?.ok === false) return { error_code: status, description: `HTTP ${status}`, ...answer };
  if (status >= 300)
    return { ok: false, error_code: status, description: `HTTP ${status} without an answer of Telegram` };
  return undefined;
}

function parsed(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined; // Not JSON: the status decides.
  }
}
