/** Deeper values are refused: writing them out again would overflow the stack. */
const DEPTH_MAX = 1000;

/** Two bytes open and close a level: a shorter text cannot be too deep. */
const SHORT_BYTES = 2 * DEPTH_MAX;

/**
 * Reads a JSON object.
 * @throws {SyntaxError} it is no JSON, no object, or nested more than 1,000 deep.
 */
export function parseObject(body: Buffer): Record<string, unknown> {
  const text = body.toString('utf8');
  if (body.length > SHORT_BYTES && isTooDeep(text)) throw new SyntaxError(`JSON nested more than ${DEPTH_MAX} deep`);
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new SyntaxError('JSON, but no object');
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/gs)) {
    if (mark === '[' || mark === '{') depth++;
    else if (mark === ']' || mark === '}') depth--;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}
