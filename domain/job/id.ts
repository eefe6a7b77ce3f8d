import { keyOf, type StreamName, sha256 } from '../ids.ts';
import { Refusal } from '../refusal.ts';

/** The names of jobs: derived from the key of the request, so that the same request is the same job. */

/** Crockford's base 32: no letter that is taken for another one. */
const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 10;

/** Ten characters of base 32 (50 bits) of the SHA-256 of an idempotency key. */
export function jobIdOf(key: string): string {
  const bits = BigInt(`0x${sha256(key).slice(0, 16)}`) >> 14n;
  return Array.from({ length }, (_, index) => digits[Number((bits >> BigInt(5 * (length - 1 - index))) & 31n)]).join(
    '',
  );
}

/** @throws {Refusal} `not_found` for what no job is called. */
export function jobStream(jobId: string): StreamName {
  if (/^[A-Za-z0-9_-]{1,40}$/.test(jobId)) return `job-${jobId}`;
  throw new Refusal('not_found', `No job is called “${jobId.slice(0, 40)}”.`, { hint: 'See /list.' });
}

/** The job as a person writes it: case does not count, and O, I and L are read as digits. */
export function readJobId(text: string): string {
  return text.trim().toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
}

export function jobIdIn(stream: StreamName): string {
  return keyOf(stream);
}
