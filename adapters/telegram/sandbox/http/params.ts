import type { IncomingMessage } from 'node:http';
import { badRequest } from '../bot-api/bot-error.ts';
import { readBody } from './body.ts';
import { parseObject } from './json.ts';
import { readMultipart, type Upload } from './multipart.ts';

/** The parameters of a call. As at Telegram each value is read leniently, wherever and however it was written. */
export class Params {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Upload>;

  constructor(raw: Record<string, unknown>, files: ReadonlyMap<string, Upload> = new Map()) {
    this.raw = raw;
    this.files = files;
  }

  has(name: string): boolean {
    return this.text(name) !== '';
  }

  /** '' when missing. */
  text(name: string): string {
    const value = this.raw[name];
    if (value === undefined || value === null) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  /** The default when missing or no number; kept within the bounds. */
  integer(name: string, missing: number, min = -Number.MAX_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number {
    const value = Number.parseInt(this.text(name), 10);
    return Number.isNaN(value) ? missing : Math.min(max, Math.max(min, value));
  }

  /** True for `true`, `yes` and `1`. */
  flag(name: string): boolean {
    return /^(true|yes|1)$/i.test(this.text(name));
  }

  /**
   * A value that is JSON, either in place or as a string; undefined when missing.
   * @throws {BotError} 400 with `complaint` when the string is no JSON.
   */
  json(name: string, complaint: string): unknown {
    const value = this.raw[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(complaint);
    }
  }

  /** For the transcript: a file becomes its name, type and size. */
  shown(): Record<string, unknown> {
    if (this.files.size === 0) return this.raw;
    const files = [...this.files].map(([field, { name, mimeType, bytes }]) => [
      field,
      { name, mimeType, bytes: bytes.length },
    ]);
    return { ...this.raw, ...Object.fromEntries(files) };
  }
}

/**
 * Reads the parameters of a call from query and body.
 * @throws {BotError} 400 when the body is not what its type says, 413 when it is too large.
 */
export async function readParams(request: IncomingMessage, query: string): Promise<Params> {
  const fromQuery = query === '' ? {} : Object.fromEntries(new URLSearchParams(query));
  if (request.method !== 'POST') return new Params(fromQuery);
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) {
    const { fields, files } = readMultipart(body, type);
    return new Params({ ...fromQuery, ...fields }, files);
  }
  if (type.startsWith('application/x-www-form-urlencoded')) {
    return new Params({ ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) });
  }
  if (body.length === 0 || !type.startsWith('application/json')) return new Params(fromQuery);
  return new Params({ ...fromQuery, ...objectIn(body) });
}

function objectIn(body: Buffer): Record<string, unknown> {
  try {
    return parseObject(body);
  } catch {
    // Telegram has one wording for all of it.
    throw badRequest("can't parse JSON object");
  }
}
